namespace MLPipeline.Graphs;

/// <summary>Conv: <c>[N, C, spatial…]</c> with weights <c>[M, C / group, kernel…]</c> gives <c>[N, M, spatial…]</c>.</summary>
internal sealed class ConvRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Conv"];

    public override int RequiredInputs => 2;

    public override void Infer(InferenceContext context) => context.Set(0, context.Type(0), Slide(context, weightsAt: 1));

    /// <summary>The result's shape, of a convolution whose weights are at that input; null where a shape is not known.</summary>
    public static TensorShape? Slide(InferenceContext context, int weightsAt)
    {
        if (context.Shape(0) is not { } x || context.Shape(weightsAt) is not { } weights) return null;

        if (x.Count < 3 || weights.Count != x.Count) throw context.Fault("input and weights must both be [N, C, spatial…], of the same rank.");
        var group = context.Attributes.GetInt("group", 1);
        if (x[1].Length is { } channels && weights[1].Length is { } perGroup && channels != perGroup * group)
        {
            throw context.Fault($"the input has {channels} channels; the weights are made for {perGroup} x {group} groups.");
        }

        var window = new SlidingWindow(context, x.Count - 2);
        var spatial = Enumerable.Range(0, x.Count - 2).Select(axis => window.Slide(x[axis + 2], weights[axis + 2], axis));
        return new TensorShape([x[0], weights[0], .. spatial]);
    }
}
