using MLPipeline.Kernels.Convolutions;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Simd;

namespace MLPipeline.Kernels;

/// <summary>The kernels for one register type.</summary>
internal sealed class KernelSet<TSimd, TVector>(VectorWidth width) : KernelSet(width)
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    public override CorrelationKernel DirectForward(WeightLayout weights, Workspace workspace) =>
        new DirectCorrelation<TSimd, TVector>(weights.Shape.Input, weights.Shape.Output, [CorrelationPhase.Forward(weights.Shape)], weights, workspace);

    public override CorrelationKernel DirectInputGradient(WeightLayout weights, Workspace workspace) =>
        new DirectCorrelation<TSimd, TVector>(
            weights.Shape.Output, weights.Shape.Input, CorrelationPhase.InputGradient(weights.Shape), new WeightTransposition(weights).Layout, workspace);

    public override WeightGradientKernel DirectWeightGradient(WeightLayout weights, Workspace workspace) =>
        new DirectWeightGradient<TSimd, TVector>(weights, workspace);
}
