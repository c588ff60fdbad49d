using MLPipeline.Kernels;

namespace MLPipeline.Execution;

/// <summary>How a network is compiled.</summary>
public sealed record ExecutionOptions
{
    /// <summary>Images in a batch; 32 by default.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The register width; null, the default: the widest that the processor computes with.</summary>
    public VectorWidth? VectorWidth { get; init; }

    /// <summary>How 3x3 convolutions of stride 1 are computed; <see cref="WinogradUse.Automatic"/> by default.</summary>
    public WinogradUse Winograd { get; init; } = WinogradUse.Automatic;
}
