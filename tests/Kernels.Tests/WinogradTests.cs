using MLPipeline.Kernels.Winograd;

namespace MLPipeline.Kernels.Tests;

public sealed class WinogradTests
{
    public static TheoryData<string, VectorWidth> Cases => ConvolutionCases.ForEachWidth(
        ConvolutionCases.All.Where(item => KernelSet.CanUseWinograd(item.Value)).Select(item => item.Key));

    [Fact]
    public void CanUseWinograd_TellsTheConvolutionsApart()
    {
        Assert.True(KernelSet.CanUseWinograd(ConvolutionCases.All["3x3"]));
        Assert.True(KernelSet.CanUseWinograd(ConvolutionCases.All["3x3, dilation 4"]));
        Assert.True(KernelSet.CanUseWinograd(ConvolutionCases.All["3x3, padding that differs"]));
        Assert.False(KernelSet.CanUseWinograd(ConvolutionCases.All["3x3, stride 2 and 1"]));
        Assert.False(KernelSet.CanUseWinograd(ConvolutionCases.All["1x1"]));
        Assert.False(KernelSet.CanUseWinograd(ConvolutionCases.All["2 groups"]));
        Assert.False(KernelSet.CanUseWinograd(ConvolutionCases.All["image, 3x3"]));
        Assert.False(KernelSet.CanUseWinograd(ConvolutionCases.All["dense over an image"]));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_IsTheDefinition(string name, VectorWidth width) => ForEachTile((tile, tolerance) =>
    {
        using var run = new ConvolutionRun(ConvolutionCases.All[name]);
        var actual = run.Forward((weights, workspace) => KernelSet.For(width).WinogradForward(weights, workspace, tile));
        Assert.InRange(Closeness.RelativeError(new ReferenceConvolution(run.Shape).Forward(run.X, run.W), actual), 0, tolerance);
        Assert.Equal(0, run.Y.LargestPadding());
    });

    [Theory]
    [MemberData(nameof(Cases))]
    public void InputGradient_IsTheDefinition(string name, VectorWidth width) => ForEachTile((tile, tolerance) =>
    {
        using var run = new ConvolutionRun(ConvolutionCases.All[name]);
        var actual = run.InputGradient((weights, workspace) => KernelSet.For(width).WinogradInputGradient(weights, workspace, tile));
        Assert.InRange(Closeness.RelativeError(new ReferenceConvolution(run.Shape).InputGradient(run.DY, run.W), actual), 0, tolerance);
        Assert.Equal(0, run.DX.LargestPadding());
    });

    [Theory]
    [MemberData(nameof(Cases))]
    public void WeightGradient_IsTheDefinition(string name, VectorWidth width) => ForEachTile((tile, tolerance) =>
    {
        using var run = new ConvolutionRun(ConvolutionCases.All[name]);
        var actual = run.WeightGradient((weights, workspace) => KernelSet.For(width).WinogradWeightGradient(weights, workspace, tile));
        Assert.InRange(Closeness.RelativeError(new ReferenceConvolution(run.Shape).WeightGradient(run.X, run.DY), actual), 0, tolerance);
    });

    // The transforms' coefficients (up to 5 in B, 8 in A) enlarge rounding errors of 6e-8: measured 1e-6 to 4e-6 for F(2x2) and 1e-5 to 7e-5 for F(4x4).
    private static void ForEachTile(Action<WinogradTile, double> test)
    {
        test(WinogradTile.TwoByTwo, 1e-5);
        test(WinogradTile.FourByFour, 1e-4);
    }
}
