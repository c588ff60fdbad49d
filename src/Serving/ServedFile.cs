namespace MLPipeline.Serving;

/// <summary>A model file and what requests call it.</summary>
/// <param name="Name">Letters, digits, '.', '-' and '_' of ASCII, at most 64 of them: it is a part of addresses.</param>
/// <param name="Path">The file.</param>
public sealed record ServedFile(string Name, string Path);
