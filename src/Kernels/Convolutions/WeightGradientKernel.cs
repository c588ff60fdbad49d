using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Convolutions;

/// <summary>The gradient of a convolution's weights, by whichever algorithm. It may take several rounds, one after another.</summary>
public abstract unsafe class WeightGradientKernel
{
    /// <summary>The convolution's input, in its layout.</summary>
    public float* Input { get; set; }

    /// <summary>The gradient of the convolution's output, in its layout.</summary>
    public float* OutputGradient { get; set; }

    /// <summary>What is written: the gradient, in the layout of the weights.</summary>
    public float* Target { get; set; }

    /// <summary>Computes the gradient.</summary>
    public abstract void Run(WorkTeam team);
}
