using MLPipeline.Graphs;

namespace MLPipeline.Autodiff.Tests;

internal static class NormalizationCases
{
    public static IEnumerable<GradientCase> All { get; } =
    [
        Inference("scale, bias and input", Operand.Any(2, 3, 5, 3).Batched(), Operand.Any(3), Operand.Any(3)),
        Inference("input only: a constant factor", Operand.Any(2, 3, 5, 3), null, null),
        Inference("a large epsilon, batch 1", Operand.Any(1, 3, 2, 2), Operand.Any(3), Operand.Any(3), epsilon: 0.5f),
        Inference("rows of features", Operand.Any(4, 3).Batched(), Operand.Any(3), Operand.Any(3)),
        Training("no activation", "none", Operand.Any(2, 3, 5, 3).Batched(), false),
        Training("batch 1", "none", Operand.Any(1, 2, 3, 5), false),
        Training("rows of features", "none", Operand.Any(5, 4).Batched(), false),
        Training("relu", "relu", Operand.Any(2, 3, 3, 5).Batched(), false),
        Training("residual", "none", Operand.Any(2, 3, 5, 3), true),
        Training("residual and relu", "relu", Operand.Any(3, 2, 3, 5), true),
        Lrn("as GoogLeNet has it", 5, 1e-4f, 0.75f, 1),
        Lrn("strong, odd size", 3, 2f, 0.75f, 1),
        Lrn("strong, even size: one more channel after than before", 4, 1.5f, 0.5f, 2),
        Lrn("wider than the channels", 13, 1f, 0.75f, 1),
    ];

    private static GradientCase Inference(string what, Operand x, Operand? scale, Operand? bias, float epsilon = 1e-3f)
    {
        Value Write(GraphBuilder builder, Value[] inputs)
        {
            Value Constant(params float[] numbers) => builder.Constant("c", TensorData.FromFloats(numbers, numbers.Length));
            Value[] affine = inputs.Length > 1 ? inputs[1..] : [Constant(0.5f, -1, 2), Constant(1, 2, 3)];
            return builder.Add(
                "BatchNormalization", [inputs[0], .. affine, Constant(0.3f, -0.2f, 0.1f), Constant(0.2f, 1.5f, 0.01f)], AttributeMap.Empty.With("epsilon", epsilon));
        }

        return new GradientCase("BatchNormalization", what, Write, scale is null ? [x] : [x, scale, bias!]);
    }

    private static GradientCase Training(string what, string activation, Operand x, bool residual)
    {
        var channels = x.Shape[1];
        var attributes = AttributeMap.Empty.With("activation", activation).With("epsilon", 1e-3f);
        Value Write(GraphBuilder builder, Value[] inputs) => builder.AddMany("BatchNormalizationTraining", inputs, 5, attributes, domain: TrainingOperators.Domain)[0];
        Operand[] operands = [x, Operand.Any(channels), Operand.Any(channels), Operand.Any(channels).Fixed(), Operand.Between(0.5, 1, channels).Fixed()];
        return new GradientCase("BatchNormalizationTraining", what, Write, residual ? [.. operands, Operand.Any(x.Shape)] : operands);
    }

    private static GradientCase Lrn(string what, long size, float alpha, float beta, float bias) => GradientCase.Of(
        "LRN", what, AttributeMap.Empty.With("size", size).With("alpha", alpha).With("beta", beta).With("bias", bias), Operand.Any(2, 7, 2, 3).Batched());
}
