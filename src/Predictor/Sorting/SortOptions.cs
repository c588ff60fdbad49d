namespace MLPipeline.Predictor.Sorting;

/// <summary>What becomes of images whose class is known.</summary>
/// <param name="Folder">It gets a folder for each class.</param>
/// <param name="Mode">How the images get there.</param>
/// <param name="IsDryRun">Whether it is only said what would happen.</param>
internal sealed record SortOptions(string Folder, SortMode Mode, bool IsDryRun);
