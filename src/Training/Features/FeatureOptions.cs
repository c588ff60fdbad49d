using MLPipeline.Inference;
using MLPipeline.Runtime;

namespace MLPipeline.Training;

/// <summary>How features are computed and kept.</summary>
public sealed record FeatureOptions
{
    /// <summary>The device; by default the fastest that loads.</summary>
    public ComputeDevice Device { get; init; } = ComputeDevice.Auto;

    /// <summary>Folder of the caches; null (the default) for <see cref="DefaultCacheFolder"/>.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Whether to look into the cache and to leave the features there; default true.</summary>
    public bool UseCache { get; init; } = true;

    /// <summary>
    /// Whether the cache is to hold features of this backbone, on this device, already; where it holds none at all, an error says so
    /// instead of everything being computed. Default false.
    /// </summary>
    public bool RequireSome { get; init; }

    /// <summary>Batch size, threads and decoding limits.</summary>
    public BatchRunOptions Batches { get; init; } = new();

    /// <summary>
    /// <c>features</c> in the folder that the environment variable MLPIPELINE_HOME names, else in the user's own folder for
    /// application data (<c>%LOCALAPPDATA%\MLPipeline</c>, <c>~/.local/share/MLPipeline</c>).
    /// </summary>
    public static string DefaultCacheFolder()
    {
        var home = Environment.GetEnvironmentVariable("MLPIPELINE_HOME");
        return string.IsNullOrEmpty(home)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "MLPipeline", "features")
            : Path.Combine(home, "features");
    }
}
