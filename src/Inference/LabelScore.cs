namespace MLPipeline.Inference;

/// <summary>A class and its probability.</summary>
/// <param name="Label">The class name.</param>
/// <param name="Score">From 0 to 1; the scores of one image sum to 1.</param>
public readonly record struct LabelScore(string Label, float Score);
