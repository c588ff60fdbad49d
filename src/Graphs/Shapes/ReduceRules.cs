namespace MLPipeline.Graphs;

/// <summary>Sums, means and extremes over axes. Axes are an attribute in older opsets, the second input in newer ones.</summary>
internal sealed class ReduceRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } =
    [
        "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceSumSquare",
    ];

    public override void Infer(InferenceContext context) =>
        context.Set(0, context.Type(0), context.Shape(0) is { } x ? Reduce(context, x) : null);

    private static TensorShape? Reduce(InferenceContext context, TensorShape x)
    {
        var axes = context.Ints("axes", 1);
        if (axes is null && context.HasInts("axes", 1)) return null;
        if (axes is null or { Count: 0 })
        {
            if (context.Attributes.GetInt("noop_with_empty_axes") != 0) return x;
            axes = [.. Enumerable.Range(0, x.Count).Select(axis => (long)axis)];
        }

        return Without(x, [.. axes.Select(axis => context.Axis(axis, x.Count))], context.Attributes.GetInt("keepdims", 1) != 0);
    }

    public static TensorShape Without(TensorShape x, HashSet<int> axes, bool keep) =>
        keep ? new TensorShape(x.Select((length, axis) => axes.Contains(axis) ? 1 : length)) : new TensorShape(x.Where((_, axis) => !axes.Contains(axis)));
}

/// <summary>The index of the largest or smallest element along one axis.</summary>
internal sealed class ArgRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["ArgMax", "ArgMin"];

    public override void Infer(InferenceContext context)
    {
        var keep = context.Attributes.GetInt("keepdims", 1) != 0;
        var shape = context.Shape(0) is { } x ? ReduceRule.Without(x, [context.Axis(context.Attributes.GetInt("axis"), x.Count)], keep) : null;
        context.Set(0, ElementType.Int64, shape);
    }
}
