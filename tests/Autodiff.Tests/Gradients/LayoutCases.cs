using MLPipeline.Graphs;

namespace MLPipeline.Autodiff.Tests;

internal static class LayoutCases
{
    private static readonly AttributeMap None = AttributeMap.Empty;

    public static IEnumerable<GradientCase> All { get; } =
    [
        GradientCase.Of("Identity", "", None, Operand.Any(3, 2)),
        GradientCase.Of("Flatten", "an image", None, Operand.Any(2, 3, 5, 1).Batched()),
        GradientCase.Of("Flatten", "the batch in a product", None.With("axis", 2), Operand.Any(2, 3, 5).Batched()),
        GradientCase.Of("Reshape", "the batch kept by 0", [[0, -1]], Operand.Any(2, 3, 5).Batched()),
        GradientCase.Of("Reshape", "the batch left over", [[-1, 15]], Operand.Any(2, 3, 5).Batched()),
        GradientCase.Of("Reshape", "all known", [[5, 6]], Operand.Any(2, 3, 5)),
        new GradientCase(
            "Reshape", "a target computed from the shape: Shape, Gather and Concat pass no gradient",
            (builder, x) =>
            {
                Value Numbers(params long[] numbers) => builder.Constant("n", TensorData.FromInt64s(numbers, numbers.Length));
                var batch = builder.Add("Gather", [builder.Add("Shape", [x[0]]), Numbers(0)]);
                return builder.Add("Reshape", [x[0], builder.Add("Concat", [batch, Numbers(-1)], None.With("axis", 0))]);
            },
            Operand.Any(2, 3, 5).Batched()),
        GradientCase.Of("Squeeze", "named axes", [[2, -1]], Operand.Any(2, 3, 1, 1).Batched()),
        GradientCase.Of("Unsqueeze", "front and back", [[0, -1]], Operand.Any(2, 3).Batched()),
        GradientCase.Of("Transpose", "a cycle of three", None.With("perm", 0L, 2L, 3L, 1L), Operand.Any(2, 3, 5, 4).Batched()),
        GradientCase.Of("Transpose", "reversed by default", None, Operand.Any(2, 3, 5)),
        GradientCase.Of("Concat", "channels", None.With("axis", 1), Operand.Any(2, 3, 2).Batched(), Operand.Any(2, 1, 2).Batched(), Operand.Any(2, 4, 2).Batched()),
        GradientCase.Of("Concat", "a negative axis", None.With("axis", -1), Operand.Any(2, 3), Operand.Any(2, 2)),
        new GradientCase("Concat", "a value with itself", (builder, x) => builder.Add("Concat", [x[0], x[0]], None.With("axis", 0)), Operand.Any(3, 2)),
        GradientCase.Of("Slice", "one axis", [[1], [3], [1]], Operand.Any(2, 5, 3).Batched()),
        GradientCase.Of("Slice", "counted from the back, to the end", [[-3, 1], [long.MaxValue, -1], [2, -2]], Operand.Any(2, 5, 4).Batched()),
        GradientCase.Of("Slice", "axes not named", [[0, 2], [1, 9]], Operand.Any(2, 5)),
        GradientCase.Of("Slice", "every second, even and odd lengths", [[0, 0], [long.MaxValue, long.MaxValue], [2, 3], [2, 2]], Operand.Any(2, 3, 6, 7).Batched()),
        GradientCase.Of("Slice", "every third, not from the first and not to the end", [[1], [7], [1], [3]], Operand.Any(2, 9).Batched()),
        GradientCase.Of("Slice", "every third from the last", [[-1], [9], [0], [3]], Operand.Any(4, 2)),
        GradientCase.Of("Slice", "everything", [[0], [9], [1]], Operand.Any(2, 3).Batched()),
        GradientCase.Of("Pad", "uneven", [[0, 0, 1, 2, 0, 0, 0, 3]], Operand.Any(2, 3, 4, 5).Batched()),
        GradientCase.Of("Pad", "nothing", [[0, 0, 0, 0]], Operand.Any(3, 4)),
        new GradientCase(
            "Pad", "named axes of opset 18",
            (builder, x) => builder.Add("Pad", [x[0], builder.Constant("p", TensorData.FromInt64s([1, 2], 2)), null, builder.Constant("a", TensorData.FromInt64s([-1], 1))]),
            Operand.Any(3, 4)) { Opset = 18 },
        GradientCase.Of("ReduceSum", "kept", [[1, 2]], Operand.Any(2, 3, 5).Batched()),
        GradientCase.Of("ReduceSum", "left out", [[-1]], Operand.Any(2, 3, 5).Batched(), None.With("keepdims", 0)),
        GradientCase.Of("ReduceSum", "over the batch", [[0]], Operand.Any(2, 3, 5).Batched(), None.With("keepdims", 0)),
        GradientCase.Of("ReduceSum", "over all", [], Operand.Any(2, 3).Batched()),
        GradientCase.Of("ReduceSum", "over none", [], Operand.Any(2, 3), None.With("noop_with_empty_axes", 1)),
        GradientCase.Of("ReduceMean", "pixels, left out", [], Operand.Any(2, 3, 5, 4).Batched(), None.With("axes", 2L, 3L).With("keepdims", 0)),
        GradientCase.Of("ReduceMean", "pixels, kept, axes as an input", [[-1, -2]], Operand.Any(2, 3, 5, 4).Batched()) with { Opset = 18 },
    ];
}
