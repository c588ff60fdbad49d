using MLPipeline.Kernels.Convolutions;
using MLPipeline.Kernels.Memory;

namespace MLPipeline.Kernels.Tests;

public sealed unsafe class DepthwiseTests
{
    private static readonly Dictionary<string, ConvolutionShape> Shapes = new()
    {
        ["3x3"] = Shape(new(2, 48, 7, 9), 3, 1, 1),
        ["3x3, channels that fill no block"] = Shape(new(3, 20, 6, 5), 3, 1, 1),
        ["5x5, stride 2"] = Shape(new(2, 10, 9, 8), 5, 2, 1),
        ["3x3, dilation 2"] = Shape(new(1, 16, 8, 9), 3, 1, 2),
        ["3x3, stride 2, dilation 2"] = Shape(new(2, 33, 9, 11), 3, 2, 2),
        ["7x7 on 3x3"] = Shape(new(1, 3, 3, 3), 7, 1, 1),
    };

    public static TheoryData<string, VectorWidth> Cases => ConvolutionCases.ForEachWidth(Shapes.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public void ForwardAndGradients_AreTheDefinition(string name, VectorWidth width)
    {
        using var run = new ConvolutionRun(Shapes[name]);
        var (kernels, reference) = (KernelSet.For(width), new ReferenceConvolution(run.Shape));
        using var bias = new BlockedTensor(new TensorLayout(1, run.Shape.Filters, 1, 1), 4);
        var expected = reference.Forward(run.X, run.W);
        Assert.InRange(Closeness.RelativeError(expected, run.Forward((weights, _) => kernels.DepthwiseForward(weights))), 0, 1e-5);
        var activated = run.Y.Places().Select((at, i) => Math.Max(0, expected[i] + bias[0, at.C, 0, 0])).ToArray();
        var actual = run.Forward((weights, _) => kernels.DepthwiseForward(weights), kernel =>
        {
            kernel.Bias = bias.Start;
            kernel.Relu = true;
        });
        Assert.InRange(Closeness.RelativeError(activated, actual), 0, 1e-5);
        Assert.InRange(Closeness.RelativeError(reference.WeightGradient(run.X, run.DY), run.WeightGradient(kernels.DepthwiseWeightGradient)), 0, 1e-5);
        Assert.InRange(Closeness.RelativeError(reference.InputGradient(run.DY, run.W), run.DepthwiseInputGradient(kernels.DepthwiseInputGradient)), 0, 1e-5);
        Assert.Equal(0, Math.Max(run.Y.LargestPadding(), run.DX.LargestPadding()));
    }

    private static ConvolutionShape Shape(TensorLayout input, int kernel, int stride, int dilation) => new(input, input.Channels)
    {
        KernelHeight = kernel,
        KernelWidth = kernel,
        StrideHeight = stride,
        StrideWidth = stride,
        DilationHeight = dilation,
        DilationWidth = dilation,
        PadTop = dilation * (kernel / 2),
        PadLeft = dilation * (kernel / 2),
        PadBottom = dilation * (kernel / 2),
        PadRight = dilation * (kernel / 2),
        Groups = input.Channels,
    };
}
