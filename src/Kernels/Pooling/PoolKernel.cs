using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Pooling;

/// <summary>A pooling or its gradient, one plane of a block of channels after another.</summary>
public abstract unsafe class PoolKernel : ParallelKernel
{
    /// <summary>x; not needed for the gradient of an average.</summary>
    public float* Input { get; set; }

    /// <summary>y; written by the forward pass.</summary>
    public float* Output { get; set; }

    /// <summary>dy, for a gradient.</summary>
    public float* OutputGradient { get; set; }

    /// <summary>dx, for a gradient: overwritten.</summary>
    public float* InputGradient { get; set; }
}
