using MLPipeline.Graphs;

namespace MLPipeline.Autodiff.Tests;

internal static class ElementwiseCases
{
    private static readonly AttributeMap None = AttributeMap.Empty;

    public static IEnumerable<GradientCase> All { get; } =
    [
        GradientCase.Of("Add", "same shape", None, Operand.Any(3, 5), Operand.Any(3, 5)),
        GradientCase.Of("Add", "a vector stretched over a batch", None, Operand.Any(3, 5).Batched(), Operand.Any(5)),
        GradientCase.Of("Add", "both stretched", None, Operand.Any(3, 1, 5), Operand.Any(2, 1, 4, 1)),
        new GradientCase("Add", "a value to itself", (builder, x) => builder.Add("Add", [x[0], x[0]]), Operand.Any(7)),
        GradientCase.Of("Sub", "a channel stretched", None, Operand.Any(2, 3, 5, 1).Batched(), Operand.Any(1, 3, 1, 1)),
        GradientCase.Of("Sub", "the left one stretched", None, Operand.Any(5), Operand.Any(3, 5)),
        GradientCase.Of("Mul", "same shape", None, Operand.Any(2, 7), Operand.Any(2, 7)),
        GradientCase.Of("Mul", "one factor for each sample and channel", None, Operand.Any(2, 3, 5, 3).Batched(), Operand.Any(2, 3, 1, 1).Batched()),
        GradientCase.Of("Mul", "a scalar", None, Operand.Any(3, 3), Operand.Any()),
        new GradientCase("Mul", "a square", (builder, x) => builder.Add("Mul", [x[0], x[0]]), Operand.Any(7)),
        GradientCase.Of("Div", "same shape", None, Operand.Any(3, 5), Operand.Between(0.5, 2, 3, 5)),
        GradientCase.Of("Div", "divisor stretched", None, Operand.Any(3, 5).Batched(), Operand.Between(-2, -0.5, 5)),
        GradientCase.Of("Relu", "", None, Operand.AwayFrom([0], 3, 7)),
        GradientCase.Of("LeakyRelu", "its own slope", None.With("alpha", 0.2f), Operand.AwayFrom([0], 3, 7)),
        GradientCase.Of("LeakyRelu", "default slope", None, Operand.AwayFrom([0], 3, 7)),
        Clip("0 to 6, below the largest", 0, 2),
        Clip("no upper bound", -1, null),
        Clip("no lower bound", null, 1.5f),
        Clip("no bound", null, null),
        GradientCase.Of("Sigmoid", "", None, Operand.Any(3, 7)),
        GradientCase.Of("HardSigmoid", "defaults, kinks at -2.5 and 2.5", None, Operand.AwayFrom([-2.5, 2.5], 5, 7)),
        GradientCase.Of("HardSigmoid", "as MobileNet has it, kinks at -3 and 3", None.With("alpha", 1f / 6), Operand.AwayFrom([-3, 3], 5, 7)),
        GradientCase.Of("HardSwish", "kinks at -3 and 3", None, Operand.AwayFrom([-3, 3], 5, 7)),
        GradientCase.Of("Softmax", "last axis", None, Operand.Any(3, 5)),
        GradientCase.Of("Softmax", "an axis in the middle", None.With("axis", 1), Operand.Any(2, 4, 3).Batched()),
        new GradientCase(
            "DropoutTraining", "a mask",
            (builder, x) => builder.AddMany("DropoutTraining", x, 2, None.With("ratio", 0.25f).With("index", 3), domain: TrainingOperators.Domain)[0],
            Operand.Any(3, 7).Batched()),
    ];

    private static GradientCase Clip(string what, float? low, float? high) => new(
        "Clip", what, (builder, x) => builder.Add("Clip", [x[0], Bound(builder, low), Bound(builder, high)]), Operand.AwayFrom([low ?? 9, high ?? 9], 5, 7));

    private static Value? Bound(GraphBuilder builder, float? bound) => bound is { } value ? builder.Constant("bound", TensorData.FromFloats([value])) : null;
}
