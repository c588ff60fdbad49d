using MLPipeline.Kernels.Convolutions;
using MLPipeline.Kernels.Memory;

namespace MLPipeline.Kernels.Tests;

/// <summary>Convolutions of every kind, small.</summary>
internal static class ConvolutionCases
{
    public static readonly IReadOnlyDictionary<string, ConvolutionShape> All = new Dictionary<string, ConvolutionShape>
    {
        ["3x3"] = Same(2, 32, 9, 11, 48, 3),
        ["3x3, channels that fill no block"] = Same(2, 20, 7, 7, 24, 3),
        ["3x3, batch 1, one pixel"] = Same(1, 16, 1, 1, 16, 3),
        ["3x3, stride 2, odd size"] = Same(2, 16, 9, 7, 32, 3) with { StrideHeight = 2, StrideWidth = 2 },
        ["3x3, stride 2, even size"] = Same(3, 16, 8, 8, 16, 3) with { StrideHeight = 2, StrideWidth = 2 },
        ["3x3, stride 2 and 1"] = Same(1, 16, 8, 5, 16, 3) with { StrideHeight = 2 },
        ["3x3, dilation 2"] = Same(2, 16, 11, 9, 16, 3, 2),
        ["3x3, dilation 4"] = Same(1, 32, 14, 13, 16, 3, 4),
        ["3x3, stride 2, dilation 2"] = Same(1, 16, 11, 10, 16, 3, 2) with { StrideHeight = 2, StrideWidth = 2 },
        ["3x3, no padding"] = new(new TensorLayout(2, 16, 8, 9), 16) { KernelHeight = 3, KernelWidth = 3 },
        ["3x3, padding that differs"] = new(new TensorLayout(2, 16, 8, 9), 16) { KernelHeight = 3, KernelWidth = 3, PadTop = 0, PadLeft = 1, PadBottom = 2, PadRight = 0 },
        ["3x3, much padding"] = new(new TensorLayout(1, 16, 3, 3), 16) { KernelHeight = 3, KernelWidth = 3, PadTop = 3, PadLeft = 3, PadBottom = 3, PadRight = 3 },
        ["1x1"] = Same(3, 48, 5, 7, 80, 1),
        ["1x1, stride 2"] = Same(2, 32, 7, 8, 64, 1) with { StrideHeight = 2, StrideWidth = 2 },
        ["dense"] = Same(7, 70, 1, 1, 10, 1),
        ["dense over an image"] = new(new TensorLayout(5, 40, 3, 3), 33) { KernelHeight = 3, KernelWidth = 3 },
        ["dense over many images"] = new(new TensorLayout(61, 20, 4, 3), 24) { KernelHeight = 4, KernelWidth = 3 },
        ["one output, padded"] = new(new TensorLayout(3, 32, 2, 3), 16) { KernelHeight = 3, KernelWidth = 3, StrideHeight = 4, StrideWidth = 4, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 },
        ["one output of a part"] = new(new TensorLayout(3, 16, 4, 4), 16) { KernelHeight = 2, KernelWidth = 2, StrideHeight = 3, StrideWidth = 3 },
        ["one row of outputs"] = new(new TensorLayout(2, 16, 3, 9), 16) { KernelHeight = 3, KernelWidth = 3 },
        ["image, one output"] = new(TensorLayout.Interleaved(5, 3, 4, 4), 16) { KernelHeight = 4, KernelWidth = 4 },
        ["5x3"] = new(new TensorLayout(2, 16, 9, 9), 16) { KernelHeight = 5, KernelWidth = 3, PadTop = 2, PadLeft = 1, PadBottom = 2, PadRight = 1 },
        ["2 groups"] = Same(2, 32, 6, 6, 64, 3) with { Groups = 2 },
        ["32 groups of 4"] = Same(2, 128, 5, 5, 128, 3) with { Groups = 32 },
        ["groups of 24"] = Same(1, 72, 5, 5, 48, 3) with { Groups = 3 },
        ["8 groups, stride 2"] = Same(1, 64, 7, 7, 64, 3) with { Groups = 8, StrideHeight = 2, StrideWidth = 2 },
        ["image, 3x3"] = Image(2, 3, 12, 10, 16, 3, 1),
        ["image, 7x7, stride 2"] = Image(2, 3, 17, 19, 32, 7, 2),
        ["image, 5x5, grey"] = Image(3, 1, 12, 12, 10, 5, 1),
        ["image, 3x3, dilation 2"] = Image(1, 3, 9, 9, 16, 3, 1) with { DilationHeight = 2, DilationWidth = 2, PadTop = 2, PadLeft = 2, PadBottom = 2, PadRight = 2 },
        ["image, patches"] = new(TensorLayout.Interleaved(2, 3, 16, 16), 32) { KernelHeight = 4, KernelWidth = 4, StrideHeight = 4, StrideWidth = 4 },
        ["image, 7x7, three blocks"] = Image(1, 3, 15, 14, 48, 7, 2),
        ["49 pixels, one block"] = Same(1, 32, 7, 7, 16, 3),
        ["61 pixels, three blocks"] = Same(1, 16, 1, 61, 48, 1),
        ["many pixels"] = Same(2, 16, 40, 41, 16, 3),
    };

    public static TheoryData<string, VectorWidth> ForEachWidth(IEnumerable<string> names)
    {
        var data = new TheoryData<string, VectorWidth>();
        foreach (var name in names)
        {
            foreach (var width in Enum.GetValues<VectorWidth>()) data.Add(name, width);
        }

        return data;
    }

    private static ConvolutionShape Same(int n, int c, int h, int w, int k, int kernel, int dilation = 1) => new(new TensorLayout(n, c, h, w), k)
    {
        KernelHeight = kernel,
        KernelWidth = kernel,
        DilationHeight = dilation,
        DilationWidth = dilation,
        PadTop = dilation * (kernel / 2),
        PadLeft = dilation * (kernel / 2),
        PadBottom = dilation * (kernel / 2),
        PadRight = dilation * (kernel / 2),
    };

    private static ConvolutionShape Image(int n, int c, int h, int w, int k, int kernel, int stride) => Same(n, c, h, w, k, kernel) with
    {
        Input = TensorLayout.Interleaved(n, c, h, w),
        StrideHeight = stride,
        StrideWidth = stride,
    };
}
