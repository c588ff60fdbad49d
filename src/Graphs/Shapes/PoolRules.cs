namespace MLPipeline.Graphs;

/// <summary>Poolings with a window: channels stay, each spatial axis shrinks to the number of places of the window.</summary>
internal sealed class PoolRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["MaxPool", "AveragePool", "LpPool"];

    public override void Infer(InferenceContext context)
    {
        var shape = context.Shape(0) is { } x ? Slide(context, x) : null;
        context.Set(0, context.Type(0), shape);
        context.Set(1, ElementType.Int64, shape);
    }

    /// <summary>The shape that is left of <paramref name="x"/>.</summary>
    public static TensorShape Slide(InferenceContext context, TensorShape x)
    {
        if (context.Attributes.GetInts("kernel_shape") is not { } kernel || kernel.Count != x.Count - 2)
        {
            throw context.Fault("kernel_shape needs one entry for each spatial axis of [N, C, spatial…].");
        }

        var window = new SlidingWindow(context, kernel.Count);
        return new TensorShape([x[0], x[1], .. kernel.Select((size, axis) => window.Slide(x[axis + 2], size, axis))]);
    }
}

/// <summary>Global poolings: every spatial axis shrinks to 1.</summary>
internal sealed class GlobalPoolRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"];

    public override void Infer(InferenceContext context) =>
        context.Set(0, context.Type(0), context.Shape(0) is { Count: > 2 } x ? new TensorShape(x.Select((length, axis) => axis < 2 ? length : 1)) : null);
}
