using MLPipeline.Graphs;

namespace MLPipeline.Autodiff;

/// <summary>Y = alpha * A · B + beta * C, where A and B may be stored transposed.</summary>
internal sealed class GemmGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Gemm"];

    public override void Differentiate(GradientContext at)
    {
        var dy = at.OutputGradient;
        var (transA, transB) = (at.Attributes.GetInt("transA") != 0, at.Attributes.GetInt("transB") != 0);
        var alpha = at.Attributes.GetFloat("alpha", 1);
        var beta = at.Attributes.GetFloat("beta", 1);

        // dA = alpha * dY · Bᵀ; where A is stored transposed, alpha * B · dYᵀ
        at.Give(0, () => transA ? Multiply(at.Input(1), transB, dy, true) : Multiply(dy, false, at.Input(1), !transB));

        // dB = alpha * Aᵀ · dY; where B is stored transposed, alpha * dYᵀ · A
        at.Give(1, () => transB ? Multiply(dy, true, at.Input(0), transA) : Multiply(at.Input(0), !transA, dy, false));

        // dC = beta * dY
        at.Give(2, () => beta == 1 ? dy : at.Add("Mul", [dy, at.Constant("beta", TensorData.FromFloats([beta]))]));

        Value Multiply(Value left, bool transposeLeft, Value right, bool transposeRight)
        {
            var attributes = AttributeMap.Empty;
            if (alpha != 1) attributes = attributes.With("alpha", alpha);
            if (transposeLeft) attributes = attributes.With("transA", 1);
            if (transposeRight) attributes = attributes.With("transB", 1);
            return at.Add("Gemm", [left, right], attributes);
        }
    }
}

/// <summary>Y = A · B over the last two dimensions; the dimensions before them are stretched to each other.</summary>
internal sealed class MatMulGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["MatMul"];

    public override void Differentiate(GradientContext at)
    {
        var (a, b, dy) = (at.Input(0), at.Input(1), at.OutputGradient);
        if (at.RankOf(a) < 2 || at.RankOf(b) < 2) throw at.Fault("a factor is a vector; reshape it to a matrix");

        // dA = dY · Bᵀ, dB = Aᵀ · dY
        at.Give(0, () => at.Add("MatMul", [dy, Transposed(b)]));
        at.Give(1, () => at.Add("MatMul", [Transposed(a), dy]));

        Value Transposed(Value matrices)
        {
            var rank = at.RankOf(matrices);
            long[] order = [.. Enumerable.Range(0, rank - 2).Select(axis => (long)axis), rank - 1, rank - 2];
            return at.Add("Transpose", [matrices], AttributeMap.Empty.With("perm", order));
        }
    }
}
