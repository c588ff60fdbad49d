using MLPipeline.Graphs;

namespace MLPipeline.Autodiff.Tests;

internal static class PoolingCases
{
    private static readonly AttributeMap Window3Stride2 = AttributeMap.Empty.With("kernel_shape", 3L, 3L).With("strides", 2L, 2L);
    private static readonly AttributeMap Padded = Window3Stride2.With("pads", 1L, 1L, 1L, 1L);
    private static readonly AttributeMap Uneven = AttributeMap.Empty.With("kernel_shape", 2L, 3L).With("strides", 1L, 2L).With("pads", 0L, 1L, 1L, 0L);

    public static IEnumerable<GradientCase> All { get; } =
    [
        GradientCase.Of("MaxPool", "3x3, stride 2, pads 1", Padded, Operand.Distinct(2, 3, 7, 6).Batched()),
        GradientCase.Of("MaxPool", "ceil_mode", Window3Stride2.With("ceil_mode", 1), Operand.Distinct(1, 2, 8, 6)),
        GradientCase.Of("MaxPool", "dilation 2", AttributeMap.Empty.With("kernel_shape", 2L, 2L).With("dilations", 2L, 2L), Operand.Distinct(1, 2, 5, 6)),
        GradientCase.Of("MaxPool", "uneven window and pads", Uneven, Operand.Distinct(2, 2, 5, 6)),
        GradientCase.Of("AveragePool", "3x3, stride 2, pads 1, padding not counted", Padded, Operand.Any(2, 3, 7, 6).Batched()),
        GradientCase.Of("AveragePool", "padding counted", Padded.With("count_include_pad", 1), Operand.Any(1, 2, 7, 6)),
        GradientCase.Of("AveragePool", "ceil_mode", Window3Stride2.With("ceil_mode", 1), Operand.Any(1, 2, 8, 6)),
        GradientCase.Of("AveragePool", "ceil_mode, padding counted", Padded.With("ceil_mode", 1).With("count_include_pad", 1), Operand.Any(1, 2, 8, 6)),
        GradientCase.Of("AveragePool", "uneven window and pads", Uneven, Operand.Any(2, 2, 5, 6)),
        GradientCase.Of("AveragePool", "dilation 2 of opset 19", AttributeMap.Empty.With("kernel_shape", 2L, 3L).With("dilations", 2L, 2L), Operand.Any(1, 2, 5, 7)) with { Opset = 19 },
        GradientCase.Of("GlobalAveragePool", "odd image", AttributeMap.Empty, Operand.Any(3, 5, 7, 3).Batched()),
        GradientCase.Of("GlobalAveragePool", "one pixel", AttributeMap.Empty, Operand.Any(1, 5, 1, 1)),
    ];
}
