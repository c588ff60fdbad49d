namespace MLPipeline.Graphs;

/// <summary>Gemm: <c>[N, K]</c> times <c>[K, M]</c> (each possibly stored transposed) gives <c>[N, M]</c>.</summary>
internal sealed class GemmRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Gemm"];

    public override int RequiredInputs => 2;

    public override void Infer(InferenceContext context)
    {
        if (context.Shape(0) is not { } a || context.Shape(1) is not { } b)
        {
            context.Set(0, context.Type(0), null);
            return;
        }

        if (a.Count != 2 || b.Count != 2) throw context.Fault("both factors must be matrices.");
        var (rows, inner) = context.Attributes.GetInt("transA") == 0 ? (a[0], a[1]) : (a[1], a[0]);
        var (innerOfB, columns) = context.Attributes.GetInt("transB") == 0 ? (b[0], b[1]) : (b[1], b[0]);
        MatMulRule.RequireSameInner(context, inner, innerOfB);
        context.Set(0, context.Type(0), new TensorShape(rows, columns));
    }
}

/// <summary>MatMul: matrices in the last two dimensions, the others are stretched to each other; a vector counts as a matrix of one row or column.</summary>
internal sealed class MatMulRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["MatMul"];

    public override int RequiredInputs => 2;

    public override void Infer(InferenceContext context) =>
        context.Set(0, context.Type(0), context.Shape(0) is { Count: > 0 } a && context.Shape(1) is { Count: > 0 } b ? Multiply(context, a, b) : null);

    public static void RequireSameInner(InferenceContext context, Dimension left, Dimension right)
    {
        if (left.IsKnown && right.IsKnown && left != right) throw context.Fault($"the left factor has {left} columns, the right one {right} rows.");
    }

    private static TensorShape Multiply(InferenceContext context, TensorShape a, TensorShape b)
    {
        RequireSameInner(context, a[^1], b.Count == 1 ? b[0] : b[^2]);
        var outer = BroadcastRule.Broadcast(context, new TensorShape(a.SkipLast(2)), new TensorShape(b.SkipLast(2)));
        IEnumerable<Dimension> rows = a.Count == 1 ? [] : [a[^2]];
        IEnumerable<Dimension> columns = b.Count == 1 ? [] : [b[^1]];
        return new TensorShape([.. outer, .. rows, .. columns]);
    }
}
