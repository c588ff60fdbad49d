using MLPipeline.Runtime;

namespace MLPipeline.Training;

/// <summary>
/// The features of a list of images, <c>[Count, Width]</c>, read from the cache files where they lie. Thread-safe until disposed.
/// </summary>
public sealed class FeatureSet : IFeatureRows, IDisposable
{
    private readonly FeatureCache _cache;
    private readonly FeatureLocation?[] _locations;
    private readonly string? _temporaryFolder;

    internal FeatureSet(FeatureCache cache, FeatureLocation?[] locations, int width, string? temporaryFolder)
    {
        _cache = cache;
        _locations = locations;
        Width = width;
        _temporaryFolder = temporaryFolder;
    }

    /// <summary>Images, with those that have no row.</summary>
    public int Count => _locations.Length;

    /// <inheritdoc/>
    public int Width { get; }

    /// <summary>Images that could not be read: they have no row.</summary>
    public required IReadOnlyList<SkippedImage> Skipped { get; init; }

    /// <summary>Different images computed now, not found in the cache.</summary>
    public required int Computed { get; init; }

    /// <summary>Images whose features were in the cache.</summary>
    public required int Cached { get; init; }

    /// <summary>Time from the look into the cache to the last feature.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The device that computes this backbone, and why.</summary>
    public required DeviceChoice Device { get; init; }

    /// <summary>Whether image <paramref name="index"/> has a row.</summary>
    public bool Has(int index) => _locations[index] is not null;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The image could not be read.</exception>
    public ReadOnlySpan<float> Row(int index) => _locations[index] is { } location
        ? location.Segment.Row(location.Row)
        : throw new InvalidOperationException($"Image {index} could not be read, so it has no features.");

    /// <summary>Releases the cache files.</summary>
    public void Dispose()
    {
        _cache.Dispose();
        if (_temporaryFolder is not null && Directory.Exists(_temporaryFolder))
        {
            Directory.Delete(_temporaryFolder, recursive: true);
        }
    }
}
