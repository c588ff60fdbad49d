namespace MLPipeline.Training;

/// <summary>An image file and its class.</summary>
/// <param name="Path">The file.</param>
/// <param name="Label">The class's index.</param>
public readonly record struct LabeledFile(string Path, int Label);
