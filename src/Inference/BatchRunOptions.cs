using MLPipeline.Imaging;

namespace MLPipeline.Inference;

/// <summary>How many images are in work at once.</summary>
public sealed record BatchRunOptions
{
    /// <summary>Images computed together. Memory grows with it, results do not depend on it beyond rounding. Default 4, which keeps a batch in the processor's caches; 32 suits a GPU.</summary>
    public int BatchSize { get; init; } = 4;

    /// <summary>Threads that read, decode and compute; 0 (the default) for one per core.</summary>
    public int Threads { get; init; }

    /// <summary>Limits and strictness of decoding.</summary>
    public DecodeOptions Decode { get; init; } = DecodeOptions.Default;
}
