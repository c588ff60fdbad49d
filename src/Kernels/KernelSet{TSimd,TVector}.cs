using MLPipeline.Kernels.Channels;
using MLPipeline.Kernels.Convolutions;
using MLPipeline.Kernels.Elementwise;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Normalization;
using MLPipeline.Kernels.Pooling;
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

    public override CorrelationKernel DepthwiseForward(WeightLayout weights) =>
        new DepthwiseCorrelation<TSimd, TVector>(weights.Shape.Input, weights.Shape.Output, [CorrelationPhase.Forward(weights.Shape)], weights.Shape.Taps);

    public override CorrelationKernel DepthwiseInputGradient(WeightLayout weights) =>
        new DepthwiseCorrelation<TSimd, TVector>(weights.Shape.Output, weights.Shape.Input, CorrelationPhase.InputGradient(weights.Shape), weights.Shape.Taps);

    public override WeightGradientKernel DepthwiseWeightGradient(WeightLayout weights, Workspace workspace) =>
        new DepthwiseWeightGradient<TSimd, TVector>(weights, workspace);

    public override BatchNormalizationForward BatchNormalizationForward(TensorLayout layout) => new BatchNormalizationForward<TSimd, TVector>(layout);

    public override BatchNormalizationBackward BatchNormalizationBackward(TensorLayout layout) => new BatchNormalizationBackward<TSimd, TVector>(layout);

    public override ChannelAffine ChannelAffine(TensorLayout layout) => new ChannelAffine<TSimd, TVector>(layout);

    public override ElementwiseKernel Elementwise(ElementOperation operation, long length) => ElementwiseKernels.Create<TSimd, TVector>(operation, length);

    public override ChannelSum ChannelSum(TensorLayout layout, bool perImage) => new ChannelSum<TSimd, TVector>(layout, perImage);

    public override ChannelBroadcast ChannelBroadcast(ElementOperation operation, TensorLayout layout, bool perImage) => operation switch
    {
        ElementOperation.Add => new ChannelBroadcast<ElementOperations.Add, TSimd, TVector>(layout, perImage),
        ElementOperation.Subtract => new ChannelBroadcast<ElementOperations.Subtract, TSimd, TVector>(layout, perImage),
        ElementOperation.Multiply => new ChannelBroadcast<ElementOperations.Multiply, TSimd, TVector>(layout, perImage),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Only Add, Subtract and Multiply are made for channels."),
    };

    public override PoolKernel MaxPool(PoolShape shape) => new MaxPool<TSimd, TVector>(shape);

    public override PoolKernel MaxPoolGradient(PoolShape shape) => new MaxPoolGradient<TSimd, TVector>(shape);

    public override PoolKernel AveragePool(PoolShape shape) => new AveragePool<TSimd, TVector>(shape);

    public override PoolKernel AveragePoolGradient(PoolShape shape) => new AveragePoolGradient<TSimd, TVector>(shape);
}
