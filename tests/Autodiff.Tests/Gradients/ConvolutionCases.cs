using MLPipeline.Graphs;

namespace MLPipeline.Autodiff.Tests;

internal static class ConvolutionCases
{
    public static IEnumerable<GradientCase> All { get; } =
    [
        Of("3x3", Attributes(1, 1, 1, 1, 1, 1), [2, 3, 5, 7], [4, 3, 3, 3]),
        Of("3x3 with bias, batch 1", Attributes(1, 1, 1, 1, 1, 1), [1, 2, 5, 4], [3, 2, 3, 3], bias: true),
        Of("1x1", Attributes(1, 1), [2, 5, 3, 3], [4, 5, 1, 1], bias: true),
        Of("1x1, stride 2 over an odd image", Attributes(2, 1), [2, 3, 7, 5], [4, 3, 1, 1]),
        Of("1x1, stride 2 over an even image: the last row and column are not used", Attributes(2, 1), [2, 3, 6, 4], [2, 3, 1, 1]),
        Of("3x3, stride 2", Attributes(2, 1, 1, 1, 1, 1), [2, 3, 8, 7], [4, 3, 3, 3]),
        Of("7x7, stride 2, pads 3", Attributes(2, 1, 3, 3, 3, 3), [1, 2, 11, 9], [2, 2, 7, 7]),
        Of("dilation 2", Attributes(1, 2, 2, 2, 2, 2), [2, 2, 7, 9], [3, 2, 3, 3]),
        Of("dilation 4", Attributes(1, 4, 4, 4, 4, 4), [1, 2, 9, 11], [2, 2, 3, 3]),
        Of("dilation 2 and stride 2", Attributes(2, 2, 2, 2, 2, 2), [1, 2, 9, 8], [2, 2, 3, 3]),
        Of("asymmetric pads", Attributes(2, 1, 0, 1, 1, 2), [2, 2, 6, 7], [3, 2, 3, 3]),
        Of("3x2 window, unequal strides and dilations", AttributeMap.Empty.With("strides", 2L, 1L).With("dilations", 1L, 3L).With("pads", 1L, 0L, 0L, 2L), [2, 2, 6, 7], [3, 2, 3, 2]),
        Of("1x7 window", AttributeMap.Empty.With("pads", 0L, 3L, 0L, 3L), [1, 2, 3, 8], [2, 2, 1, 7]),
        Of("2 groups", Attributes(1, 1, 1, 1, 1, 1).With("group", 2), [2, 4, 5, 5], [6, 2, 3, 3], bias: true),
        Of("depthwise, stride 2", Attributes(2, 1, 1, 1, 1, 1).With("group", 5), [2, 5, 7, 6], [5, 1, 3, 3]),
        Of("depthwise with two filters each", Attributes(1, 1, 2, 2, 2, 2).With("group", 3), [1, 3, 5, 5], [6, 1, 5, 5]),
        Of("a window as large as the image", Attributes(1, 1), [3, 2, 4, 3], [5, 2, 4, 3]),
    ];

    private static GradientCase Of(string what, AttributeMap attributes, long[] x, long[] w, bool bias = false) =>
        GradientCase.Of("Conv", what, attributes, [Operand.Any(x).Batched(), Operand.Any(w), .. bias ? new[] { Operand.Any(w[0]) } : []]);

    private static AttributeMap Attributes(long stride, long dilation, params long[] pads)
    {
        var attributes = AttributeMap.Empty.With("strides", stride, stride).With("dilations", dilation, dilation);
        return pads.Length > 0 ? attributes.With("pads", pads) : attributes;
    }
}
