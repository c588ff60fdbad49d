namespace MLPipeline.Graphs;

/// <summary>Slice: from start to end in steps, along some axes. All four are attributes before opset 10, inputs since.</summary>
internal sealed class SliceRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Slice"];

    public override void Infer(InferenceContext context)
    {
        TensorShape? shape = null;
        if (context.Shape(0) is { } x)
        {
            var ranges = Ranges(context, x.Count);
            shape = ranges is null
                ? new TensorShape(x.Select((length, axis) => MayChange(context, axis, x.Count) ? Dimension.Unknown : length))
                : new TensorShape(x.Select((length, axis) => ranges.TryGetValue(axis, out var range) ? range.Over(length) : length));
        }

        context.Set(0, context.Type(0), shape);
    }

    /// <summary>What is taken along each axis named; null when that is not known.</summary>
    public static Dictionary<int, SliceRange>? Ranges(InferenceContext context, int rank)
    {
        var starts = context.Ints("starts", 1);
        var ends = context.Ints("ends", 2);
        if (starts is null || ends is null) return null;
        var axes = context.Ints("axes", 3);
        var steps = context.Node.Input(4)?.Contents?.ToNumbers();
        if ((axes is null && context.HasInts("axes", 3)) || (steps is null && context.Node.Input(4) is not null)) return null;
        if (ends.Count != starts.Count || (axes ?? starts).Count != starts.Count || (steps ?? starts).Count != starts.Count)
        {
            throw context.Fault("starts, ends, axes and steps must have the same number of entries.");
        }

        var ranges = new Dictionary<int, SliceRange>();
        for (var i = 0; i < starts.Count; i++)
        {
            ranges[context.Axis(axes?[i] ?? i, rank)] = new SliceRange(starts[i], ends[i], steps?[i] ?? 1);
        }

        return ranges;
    }

    private static bool MayChange(InferenceContext context, int axis, int rank) =>
        context.Ints("axes", 3) is not { } axes || axes.Any(each => context.Axis(each, rank) == axis);
}

/// <summary>One axis of a Slice. Negative positions count from the back; positions beyond the ends are moved to them.</summary>
internal readonly record struct SliceRange(long Start, long End, long Step)
{
    public Dimension Over(Dimension length)
    {
        if (length.Length is { } known) return Indices(known).LongCount();
        return Start == 0 && Step == 1 && End >= int.MaxValue ? length : Dimension.Unknown;
    }

    public IEnumerable<long> Indices(long length)
    {
        var (start, end, step) = (Start < 0 ? Start + length : Start, End < 0 && End >= -length ? End + length : End, Step);
        if (step > 0)
        {
            end = Math.Min(end, length);
            for (var i = Math.Clamp(start, 0, length); i < end; i += step) yield return i;
        }
        else if (step < 0)
        {
            end = Math.Max(end, -1);
            for (var i = Math.Clamp(start, -1, length - 1); i > end; i += step) yield return i;
        }
    }
}

/// <summary>Gather: the axis is replaced by the dimensions of the indices.</summary>
internal sealed class GatherRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Gather"];

    public override int RequiredInputs => 2;

    public override void Infer(InferenceContext context)
    {
        TensorShape? shape = null;
        if (context.Shape(0) is { } x && context.Shape(1) is { } indices)
        {
            var axis = context.Axis(context.Attributes.GetInt("axis"), x.Count);
            shape = new TensorShape([.. x.Take(axis), .. indices, .. x.Skip(axis + 1)]);
        }

        context.Set(0, context.Type(0), shape);
    }
}

/// <summary>Pad: each axis grows by what is put before and behind it. Pads are an attribute before opset 11, an input since.</summary>
internal sealed class PadRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Pad"];

    public override void Infer(InferenceContext context)
    {
        TensorShape? shape = null;
        if (context.Shape(0) is { } x)
        {
            var pads = context.Ints("pads", 1);
            var axes = context.Node.Input(3) is { } given ? given.Contents?.ToNumbers() : [.. Enumerable.Range(0, x.Count).Select(axis => (long)axis)];
            shape = pads is null || axes is null ? new TensorShape(x.Select(_ => Dimension.Unknown)) : Grow(context, x, pads, axes);
        }

        context.Set(0, context.Type(0), shape);
    }

    private static TensorShape Grow(InferenceContext context, TensorShape x, IReadOnlyList<long> pads, long[] axes)
    {
        if (pads.Count != 2 * axes.Length) throw context.Fault($"pads has {pads.Count} entries, {2 * axes.Length} are needed.");
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = context.Axis(axes[i], x.Count);
            var added = pads[i] + pads[i + axes.Length];
            if (added != 0) x = x.With(axis, x[axis].Length is { } length ? Math.Max(0, length + added) : Dimension.Unknown);
        }

        return x;
    }
}
