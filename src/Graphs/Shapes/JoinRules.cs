namespace MLPipeline.Graphs;

/// <summary>Concat: lengths along the axis add up, all others are the same.</summary>
internal sealed class ConcatRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Concat"];

    public override void Infer(InferenceContext context)
    {
        var shapes = context.Node.Inputs.Select(input => input?.Shape).ToArray();
        context.Set(0, context.Type(0), shapes.Length == 0 || shapes.Any(shape => shape is null) ? null : Join(context, shapes!));
    }

    /// <summary>The shape of all parts together.</summary>
    public static TensorShape Join(InferenceContext context, TensorShape[] shapes)
    {
        var rank = shapes[0].Count;
        if (shapes.Any(shape => shape.Count != rank)) throw context.Fault("all inputs must have the same number of dimensions.");
        var joined = context.Axis(context.Attributes.GetInt("axis", 1), rank);
        return new TensorShape(Enumerable.Range(0, rank).Select(axis => axis == joined
            ? shapes.Sum(shape => shape[axis].Length) is { } sum && shapes.All(shape => shape[axis].IsKnown) ? sum : Dimension.Unknown
            : Common(context, shapes.Select(shape => shape[axis]), axis)));
    }

    private static Dimension Common(InferenceContext context, IEnumerable<Dimension> lengths, int axis)
    {
        Dimension[] different = [.. lengths.Where(length => length != Dimension.Unknown).Distinct()];
        Dimension[] known = [.. different.Where(length => length.IsKnown)];
        if (known.Length > 1) throw context.Fault($"inputs differ along axis {axis}: {string.Join(", ", known)}.");
        return known.Length == 1 ? known[0] : different.Length == 1 ? different[0] : Dimension.Unknown;
    }
}

/// <summary>Split: one result for each part along the axis.</summary>
internal sealed class SplitRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Split"];

    public override void Infer(InferenceContext context)
    {
        var parts = context.Node.Outputs.Count;
        var x = context.Shape(0);
        var axis = x is null ? 0 : context.Axis(context.Attributes.GetInt("axis"), x.Count);
        var lengths = context.Ints("split", 1);
        if (lengths is not null && lengths.Count != parts) throw context.Fault($"split names {lengths.Count} parts, the node has {parts} results.");
        if (lengths is null && x?[axis].Length is { } whole && !context.HasInts("split", 1))
        {
            // The last part is shorter when the length cannot be divided.
            var part = (whole + parts - 1) / parts;
            lengths = [.. Enumerable.Range(0, parts).Select(i => Math.Clamp(whole - (i * part), 0, part))];
        }

        for (var i = 0; i < parts; i++) context.Set(i, context.Type(0), x?.With(axis, lengths is null ? Dimension.Unknown : lengths[i]));
    }
}
