using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Convolutions;

/// <summary>
/// A convolution, forward or as input gradient, by whichever algorithm. The pointers are set before it runs. It may take several rounds, one after another.
/// </summary>
public abstract unsafe class CorrelationKernel
{
    /// <summary>What is read, in the input's layout.</summary>
    public float* Source { get; set; }

    /// <summary>The weights, in the layout that the algorithm asks for.</summary>
    public float* Weights { get; set; }

    /// <summary>What is written, in the output's layout.</summary>
    public float* Target { get; set; }

    /// <summary>Added to every pixel: one float for each output channel, filled up to whole blocks; null: nothing.</summary>
    public float* Bias { get; set; }

    /// <summary>Whether results below zero become zero.</summary>
    public bool Relu { get; set; }

    /// <summary>Whether results are added to what the target holds.</summary>
    public bool Accumulate { get; set; }

    /// <summary>Computes the convolution.</summary>
    public abstract void Run(WorkTeam team);
}
