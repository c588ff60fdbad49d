using System.Runtime.Intrinsics;
using MLPipeline.Kernels.Channels;
using MLPipeline.Kernels.Convolutions;
using MLPipeline.Kernels.Elementwise;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Normalization;
using MLPipeline.Kernels.Pooling;
using MLPipeline.Kernels.Simd;
using MLPipeline.Kernels.Winograd;

namespace MLPipeline.Kernels;

/// <summary>Makes kernels for one register width. Thread-safe; the kernels are not.</summary>
public abstract class KernelSet
{
    private protected KernelSet(VectorWidth width) => Width = width;

    /// <summary>The widest registers that this processor computes with.</summary>
    public static VectorWidth BestWidth =>
        Vector512.IsHardwareAccelerated ? VectorWidth.Bits512
        : Vector256.IsHardwareAccelerated ? VectorWidth.Bits256
        : VectorWidth.Bits128;

    /// <summary>The register width.</summary>
    public VectorWidth Width { get; }

    /// <summary>The kernels for a register width; by default <see cref="BestWidth"/>. Wider registers than the processor has work too, slowly.</summary>
    public static KernelSet For(VectorWidth? width = null) => (width ?? BestWidth) switch
    {
        VectorWidth.Bits512 => new KernelSet<Simd512, Vector512<float>>(VectorWidth.Bits512),
        VectorWidth.Bits256 => new KernelSet<Simd256, Vector256<float>>(VectorWidth.Bits256),
        _ => new KernelSet<Simd128, Vector128<float>>(VectorWidth.Bits128),
    };

    /// <summary>
    /// Whether minimal filtering is made for a convolution: 3x3, stride 1, the same dilation both ways, no groups, not the pixels of an image, and more than
    /// one row and column of outputs.
    /// </summary>
    public static bool CanUseWinograd(ConvolutionShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape is { KernelHeight: 3, KernelWidth: 3, StrideHeight: 1, StrideWidth: 1, Groups: 1, Input.BlockWidth: TensorLayout.Block }
            && shape.DilationHeight == shape.DilationWidth && shape is { OutputHeight: > 1, OutputWidth: > 1 };
    }

    /// <summary>The forward pass; the weights are in the layout of <see cref="WeightLayout"/>.</summary>
    public abstract CorrelationKernel DirectForward(WeightLayout weights, Workspace workspace);

    /// <summary>The input gradient; the weights are what <see cref="WeightTransposition"/> makes.</summary>
    public abstract CorrelationKernel DirectInputGradient(WeightLayout weights, Workspace workspace);

    /// <summary>The weight gradient.</summary>
    public abstract WeightGradientKernel DirectWeightGradient(WeightLayout weights, Workspace workspace);

    /// <summary>The forward pass of a 3x3 convolution of stride 1 by minimal filtering; the weights are in the layout of <see cref="WeightLayout"/>.</summary>
    public abstract CorrelationKernel WinogradForward(WeightLayout weights, Workspace workspace, WinogradTile tile);

    /// <summary>The input gradient of a 3x3 convolution of stride 1 by minimal filtering; the weights are what <see cref="WeightTransposition"/> makes.</summary>
    public abstract CorrelationKernel WinogradInputGradient(WeightLayout weights, Workspace workspace, WinogradTile tile);

    /// <summary>The weight gradient of a 3x3 convolution of stride 1 by minimal filtering.</summary>
    public abstract WeightGradientKernel WinogradWeightGradient(WeightLayout weights, Workspace workspace, WinogradTile tile);

    /// <summary>The forward pass of a depthwise convolution.</summary>
    public abstract CorrelationKernel DepthwiseForward(WeightLayout weights);

    /// <summary>The input gradient of a depthwise convolution; the weights are its own.</summary>
    public abstract CorrelationKernel DepthwiseInputGradient(WeightLayout weights);

    /// <summary>The weight gradient of a depthwise convolution.</summary>
    public abstract WeightGradientKernel DepthwiseWeightGradient(WeightLayout weights, Workspace workspace);

    /// <summary>Batch normalisation with the batch's statistics.</summary>
    public abstract BatchNormalizationForward BatchNormalizationForward(TensorLayout layout);

    /// <summary>The gradients of batch normalisation.</summary>
    public abstract BatchNormalizationBackward BatchNormalizationBackward(TensorLayout layout);

    /// <summary>Batch normalisation with given statistics.</summary>
    public abstract ChannelAffine ChannelAffine(TensorLayout layout);

    /// <summary>A function of each element.</summary>
    /// <param name="operation">Which.</param>
    /// <param name="length">Floats of the tensors.</param>
    public abstract ElementwiseKernel Elementwise(ElementOperation operation, long length);

    /// <summary>Sums of channels.</summary>
    public abstract ChannelSum ChannelSum(TensorLayout layout, bool perImage);

    /// <summary>A function (Add, Subtract or Multiply) of a tensor and one number per channel.</summary>
    public abstract ChannelBroadcast ChannelBroadcast(ElementOperation operation, TensorLayout layout, bool perImage);

    /// <summary>The largest element of each window.</summary>
    public abstract PoolKernel MaxPool(PoolShape shape);

    /// <summary>The gradient of <see cref="MaxPool"/>.</summary>
    public abstract PoolKernel MaxPoolGradient(PoolShape shape);

    /// <summary>The mean of each window.</summary>
    public abstract PoolKernel AveragePool(PoolShape shape);

    /// <summary>The gradient of <see cref="AveragePool"/>.</summary>
    public abstract PoolKernel AveragePoolGradient(PoolShape shape);
}
