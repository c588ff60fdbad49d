using MLPipeline.Graphs;

namespace MLPipeline.Autodiff.Tests;

internal static class LossCases
{
    public static IEnumerable<GradientCase> All { get; } =
    [
        new("SoftmaxCrossEntropy", "as the loss", (builder, x) => Loss(builder, x), Operand.Any(3, 5).Batched(), Target(3, 5)),
        new("SoftmaxCrossEntropy", "one row", (builder, x) => Loss(builder, x), Operand.Any(1, 7).Batched(), Target(1, 7)),
        new(
            "SoftmaxCrossEntropy", "a part of the loss, with a weight",
            (builder, x) => builder.Add("Mul", [Loss(builder, x), builder.Constant("weight", TensorData.FromFloats([0.3f]))]),
            Operand.Any(3, 5).Batched(), Target(3, 5)),
    ];

    private static Value Loss(GraphBuilder builder, Value[] x) => builder.AddMany("SoftmaxCrossEntropy", x, 2, domain: TrainingOperators.Domain)[0];

    /// <summary>Weights that add up to something else in each row; the first row counts nothing.</summary>
    private static Operand Target(long rows, long classes) => new Operand(
        [rows, classes],
        (random, count) => [.. Enumerable.Range(0, count).Select(i => rows > 1 && i < classes ? 0 : random.NextDouble())]).Batched().Fixed();
}
