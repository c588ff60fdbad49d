using MLPipeline.Kernels.Memory;

namespace MLPipeline.Kernels.Tests;

public sealed unsafe class DirectConvolutionTests
{
    // Sums of at most a few thousand products of numbers below 1: the rounding error of float32 stays below 1e-5 of the results' size.
    private const double Tolerance = 1e-5;

    public static TheoryData<string, VectorWidth> Cases => ConvolutionCases.ForEachWidth(ConvolutionCases.All.Keys);

    public static TheoryData<VectorWidth> Widths => [.. Enum.GetValues<VectorWidth>()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_IsTheDefinition(string name, VectorWidth width)
    {
        using var run = new ConvolutionRun(ConvolutionCases.All[name]);
        Check(new ReferenceConvolution(run.Shape).Forward(run.X, run.W), run.Forward(KernelSet.For(width).DirectForward), run.Y);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void InputGradient_IsTheDefinition(string name, VectorWidth width)
    {
        using var run = new ConvolutionRun(ConvolutionCases.All[name]);
        if (run.Shape.Input.BlockWidth != TensorLayout.Block) return; // nobody asks for the gradient of an image
        Check(new ReferenceConvolution(run.Shape).InputGradient(run.DY, run.W), run.InputGradient(KernelSet.For(width).DirectInputGradient), run.DX);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void WeightGradient_IsTheDefinition(string name, VectorWidth width)
    {
        using var run = new ConvolutionRun(ConvolutionCases.All[name]);
        var actual = run.WeightGradient(KernelSet.For(width).DirectWeightGradient);
        Assert.InRange(Closeness.RelativeError(new ReferenceConvolution(run.Shape).WeightGradient(run.X, run.DY), actual), 0, Tolerance);
    }

    /// <summary>Pixels are computed six or five together, however many there are: in which tile one stands must not show in its bits.</summary>
    [Theory]
    [MemberData(nameof(Widths))]
    public void Forward_GivesEqualPixelsEqualBits(VectorWidth width)
    {
        float[]? first = null;
        for (var pixels = 1; pixels <= 45; pixels++)
        {
            using var run = new ConvolutionRun(new(new TensorLayout(1, 32, 1, pixels), 16) { KernelHeight = 1, KernelWidth = 1 });
            for (var channel = 0; channel < 32; channel++)
            {
                for (var pixel = 0; pixel < pixels; pixel++) run.X[0, channel, 0, pixel] = MathF.Sin(channel + 1);
            }

            var y = run.Forward(KernelSet.For(width).DirectForward);
            first ??= y;
            for (var i = 0; i < y.Length; i++) Assert.Equal(first[i / pixels], y[i]);
        }
    }

    private static void Check(double[] expected, float[] actual, BlockedTensor target)
    {
        Assert.InRange(Closeness.RelativeError(expected, actual), 0, Tolerance);
        Assert.Equal(0, target.LargestPadding());
    }
}
