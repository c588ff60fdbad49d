using MLPipeline.Graphs;

namespace MLPipeline.Autodiff.Tests;

internal static class MatrixCases
{
    public static IEnumerable<GradientCase> All { get; } =
    [
        Gemm("plain, no C", false, false, Operand.Any(3, 5).Batched(), Operand.Any(5, 2)),
        Gemm("a dense layer", false, true, Operand.Any(3, 5).Batched(), Operand.Any(2, 5), Operand.Any(2)),
        Gemm("A transposed, alpha and beta", true, false, Operand.Any(5, 3), Operand.Any(5, 2), Operand.Any(3, 1), 0.5f, 1.5f),
        Gemm("both transposed, scalar C", true, true, Operand.Any(5, 3), Operand.Any(2, 5), Operand.Any(), -0.5f, 2),
        GradientCase.Of("MatMul", "matrices", AttributeMap.Empty, Operand.Any(3, 5).Batched(), Operand.Any(5, 2)),
        GradientCase.Of("MatMul", "stacks of matrices", AttributeMap.Empty, Operand.Any(2, 3, 5).Batched(), Operand.Any(2, 5, 4).Batched()),
        GradientCase.Of("MatMul", "a stack and one matrix", AttributeMap.Empty, Operand.Any(2, 4, 3, 5).Batched(), Operand.Any(5, 2)),
        GradientCase.Of("MatMul", "stacks stretched to each other", AttributeMap.Empty, Operand.Any(2, 1, 3, 5), Operand.Any(4, 5, 2)),
    ];

    private static GradientCase Gemm(string what, bool transA, bool transB, Operand a, Operand b, Operand? c = null, float alpha = 1, float beta = 1)
    {
        var attributes = AttributeMap.Empty.With("transA", transA ? 1 : 0).With("transB", transB ? 1 : 0).With("alpha", alpha).With("beta", beta);
        return GradientCase.Of("Gemm", what, attributes, c is null ? [a, b] : [a, b, c]);
    }
}
