using MLPipeline.Kernels.Convolutions;

namespace MLPipeline.Execution.Compilation;

/// <summary>What later nodes can make a convolution do on its way out.</summary>
internal sealed class ConvolutionOperation(CorrelationKernel kernel)
{
    /// <summary>Results below zero become zero.</summary>
    public void FuseRelu() => kernel.Relu = true;

    /// <summary>Where results are added to what is there; null: they go to the operation's own tensor.</summary>
    public TensorSlot? Target { get; private set; }

    /// <summary>Results are added to another tensor.</summary>
    public void AccumulateInto(TensorSlot target)
    {
        kernel.Accumulate = true;
        Target = target;
    }
}
