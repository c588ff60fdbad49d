using MLPipeline.Kernels.Memory;

namespace MLPipeline.Kernels.Tests;

public sealed unsafe class DirectConvolutionTests
{
    // Sums of at most a few thousand products of numbers below 1: the rounding error of float32 stays below 1e-5 of the results' size.
    private const double Tolerance = 1e-5;

    public static TheoryData<string, VectorWidth> Cases => ConvolutionCases.ForEachWidth(ConvolutionCases.All.Keys);

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

    private static void Check(double[] expected, float[] actual, BlockedTensor target)
    {
        Assert.InRange(Closeness.RelativeError(expected, actual), 0, Tolerance);
        Assert.Equal(0, target.LargestPadding());
    }
}
