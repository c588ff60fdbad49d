using MLPipeline.Kernels.Losses;

namespace MLPipeline.Execution.Compilation;

/// <summary>Where the target rows and the probabilities of a compiled network lie, row by row, and its latest loss.</summary>
internal sealed unsafe class LossPlace
{
    public float* Targets { get; set; }

    public float* Probabilities { get; set; }

    public float Value { get; set; }

    public SoftmaxCrossEntropy Kernel { get; set; } = null!;
}
