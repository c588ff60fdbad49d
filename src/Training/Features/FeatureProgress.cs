namespace MLPipeline.Training;

/// <summary>How far the computation of features is. Immutable.</summary>
/// <param name="Done">Images finished, with those found in the cache and those that could not be read.</param>
/// <param name="Total">Images in all.</param>
/// <param name="Cached">Images whose features were in the cache.</param>
/// <param name="Skipped">Images that could not be read so far.</param>
/// <param name="ImagesPerSecond">Computed images per second so far; 0 before the first.</param>
/// <param name="TimeLeft">Expected, from the rate so far; null while unknown.</param>
public sealed record FeatureProgress(int Done, int Total, int Cached, int Skipped, double ImagesPerSecond, TimeSpan? TimeLeft);
