namespace MLPipeline.Training;

/// <summary>What a search on a set of images has found.</summary>
/// <param name="Curve">Losses by rate, and suggestions.</param>
/// <param name="Skipped">Images that could not be read and took no part.</param>
public sealed record LearningRateSearchResult(LearningRateCurve Curve, IReadOnlyList<SkippedImage> Skipped);
