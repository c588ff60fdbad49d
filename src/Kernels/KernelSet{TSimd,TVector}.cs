using MLPipeline.Kernels.Convolutions;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Simd;
using MLPipeline.Kernels.Winograd;

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

    public override CorrelationKernel WinogradForward(WeightLayout weights, Workspace workspace, WinogradTile tile) =>
        tile == WinogradTile.FourByFour
            ? new WinogradCorrelation<FourOutputs, TSimd, TVector>(TileGrid.Forward(weights.Shape, 4), weights, workspace)
            : new WinogradCorrelation<TwoOutputs, TSimd, TVector>(TileGrid.Forward(weights.Shape, 2), weights, workspace);

    public override CorrelationKernel WinogradInputGradient(WeightLayout weights, Workspace workspace, WinogradTile tile)
    {
        var transposed = new WeightTransposition(weights).Layout;
        return tile == WinogradTile.FourByFour
            ? new WinogradCorrelation<FourOutputs, TSimd, TVector>(TileGrid.InputGradient(weights.Shape, 4), transposed, workspace)
            : new WinogradCorrelation<TwoOutputs, TSimd, TVector>(TileGrid.InputGradient(weights.Shape, 2), transposed, workspace);
    }

    public override WeightGradientKernel WinogradWeightGradient(WeightLayout weights, Workspace workspace, WinogradTile tile) =>
        tile == WinogradTile.FourByFour
            ? new WinogradWeightGradient<FourOutputs, TSimd, TVector>(weights, workspace)
            : new WinogradWeightGradient<TwoOutputs, TSimd, TVector>(weights, workspace);
}
