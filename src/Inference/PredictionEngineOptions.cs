using MLPipeline.Runtime;

namespace MLPipeline.Inference;

/// <summary>How a <see cref="PredictionEngine"/> loads and computes.</summary>
public sealed record PredictionEngineOptions
{
    /// <summary>The device; by default the fastest that loads.</summary>
    public ComputeDevice Device { get; init; } = ComputeDevice.Auto;

    /// <summary>
    /// Threads that share one computation on the processor; 0 (the default) for all cores, which is quickest for one image at a time.
    /// 1 gives the most images per second to <see cref="PredictionEngine.PredictMany"/> and to a server with many callers.
    /// </summary>
    public int ThreadsPerRun { get; init; }

    /// <summary>Batch size, threads and decoding limits; the limits hold for single images too.</summary>
    public BatchRunOptions Batches { get; init; } = new();

    /// <summary>What to know about a model file that does not carry this project's metadata; ignored for files that do.</summary>
    public ForeignModel? Foreign { get; init; }
}
