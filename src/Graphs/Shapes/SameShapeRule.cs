namespace MLPipeline.Graphs;

/// <summary>Operators that work on each element, or along an axis, and leave type and shape as they are.</summary>
internal sealed class SameShapeRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } =
    [
        "Identity", "Relu", "Clip", "LeakyRelu", "ThresholdedRelu", "PRelu", "Sigmoid", "HardSigmoid", "HardSwish", "Elu", "Selu", "Celu",
        "Gelu", "Mish", "Softplus", "Softsign", "Tanh", "Exp", "Log", "Sqrt", "Abs", "Neg", "Sign", "Floor", "Ceil", "Round", "Erf",
        "Reciprocal", "Not", "Softmax", "LogSoftmax", "Hardmax", "LRN", "LpNormalization", "MeanVarianceNormalization",
        "InstanceNormalization", "GroupNormalization", "CumSum", "Sin", "Cos",
    ];

    public override void Infer(InferenceContext context) => context.Set(0, context.Type(0), context.Shape(0));
}

/// <summary>Operators whose first result is like the first input, with more results for training or inspection.</summary>
internal sealed class NormalizationRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["LayerNormalization", "Dropout"];

    public override void Infer(InferenceContext context)
    {
        context.Set(0, context.Type(0), context.Shape(0));
        if (context.Node.Operator == "Dropout") context.Set(1, context.Opset < 10 ? context.Type(0) : ElementType.Bool, context.Shape(0));
    }
}

/// <summary>BatchNormalization: <c>[N, C, …]</c> with scale, bias, mean and variance <c>[C]</c>.</summary>
internal sealed class BatchNormalizationRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["BatchNormalization"];

    public override int RequiredInputs => 5;

    public override void Infer(InferenceContext context)
    {
        RequireChannels(context);
        context.Set(0, context.Type(0), context.Shape(0));
    }

    public static void RequireChannels(InferenceContext context)
    {
        for (var i = 1; i < 5; i++)
        {
            if (context.Shape(0) is { Count: > 1 } x && context.Shape(i) is { Count: 1 } one && x[1].IsKnown && one[0].IsKnown && x[1] != one[0])
            {
                throw context.Fault($"the input has {x[1]} channels, its parameters have {one[0]}.");
            }
        }
    }
}
