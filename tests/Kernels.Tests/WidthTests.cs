using System.Runtime.Intrinsics.X86;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Winograd;

namespace MLPipeline.Kernels.Tests;

/// <summary>
/// Registers of 256 and 512 bits cut the same sums differently, but no sum is reordered: a network trained on a processor with AVX2 is that of one with AVX-512, bit for bit.
/// </summary>
public sealed class WidthTests
{
    public static TheoryData<string> Cases => [.. ConvolutionCases.All.Keys];

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Convolutions_HaveTheSameBits_In256And512(string name)
    {
        Skip.IfNot(Fma.IsSupported, "needs a processor that multiplies and adds in one rounding");
        var narrow = Results(name, KernelSet.For(VectorWidth.Bits256));
        var wide = Results(name, KernelSet.For(VectorWidth.Bits512));
        Assert.Equal(narrow.Count, wide.Count);
        Assert.All(narrow.Zip(wide), pair => Assert.Equal(pair.First, pair.Second));
    }

    private static List<float[]> Results(string name, KernelSet kernels)
    {
        using var run = new ConvolutionRun(ConvolutionCases.All[name]);
        var hasGradient = run.Shape.Input.BlockWidth == TensorLayout.Block;
        List<float[]> results = [run.Forward(kernels.DirectForward), run.WeightGradient(kernels.DirectWeightGradient)];
        if (hasGradient) results.Add(run.InputGradient(kernels.DirectInputGradient));
        if (!KernelSet.CanUseWinograd(run.Shape)) return results;
        foreach (var tile in Enum.GetValues<WinogradTile>())
        {
            results.Add(run.Forward((weights, workspace) => kernels.WinogradForward(weights, workspace, tile)));
            results.Add(run.WeightGradient((weights, workspace) => kernels.WinogradWeightGradient(weights, workspace, tile)));
            results.Add(run.InputGradient((weights, workspace) => kernels.WinogradInputGradient(weights, workspace, tile)));
        }

        return results;
    }
}
