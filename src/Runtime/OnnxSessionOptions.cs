namespace MLPipeline.Runtime;

/// <summary>How a session computes.</summary>
public sealed record OnnxSessionOptions
{
    /// <summary>The device; <see cref="ComputeDevice.Auto"/> by default.</summary>
    public ComputeDevice Device { get; init; } = ComputeDevice.Auto;

    /// <summary>
    /// Threads that share one run on the processor; 0 (the default) for all cores. 1 is the fastest when several threads run
    /// batches of their own at once, and makes every result independent of the number of cores.
    /// </summary>
    public int ThreadsPerRun { get; init; }

    /// <summary>
    /// Whether the project's own kernels compute the layers for which they are faster than ONNX Runtime's; true by default. They give the same
    /// results: see <see cref="OnnxSession.OwnLayers"/>.
    /// </summary>
    public bool UsesOwnKernels { get; init; } = true;
}
