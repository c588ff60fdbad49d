using MLPipeline.Imaging;
using MLPipeline.Runtime;

namespace MLPipeline.Inference;

/// <summary>How many images are in work at once.</summary>
public sealed record BatchRunOptions
{
    /// <summary>
    /// Images computed together, at least 1. Memory grows with it, results do not depend on it beyond rounding. Null (the default)
    /// is 2 on the processor, which keeps a batch in its caches, and 32 on a GPU.
    /// </summary>
    public int? BatchSize { get; init; }

    /// <summary>Threads that read, decode and compute; 0 (the default) for one per core.</summary>
    public int Threads { get; init; }

    /// <summary>Limits and strictness of decoding.</summary>
    public DecodeOptions Decode { get; init; } = DecodeOptions.Default;

    /// <summary>The batch size that these options mean on a device.</summary>
    public int BatchSizeOn(DeviceChoice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return BatchSize ?? (device.Device == ComputeDevice.Cpu ? 2 : 32);
    }
}
