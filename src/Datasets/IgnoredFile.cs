namespace MLPipeline.Datasets;

/// <summary>A file or folder (its path then ends in <c>/</c>) that takes no part in a data set.</summary>
/// <param name="RelativePath">Path below the data set's root, with <c>/</c> between its parts.</param>
/// <param name="Reason">Why it was left out, as half a sentence: "hidden".</param>
public sealed record IgnoredFile(string RelativePath, string Reason);
