using MLPipeline.Graphs;

namespace MLPipeline.Autodiff;

/// <summary>The same elements in the same order under other dimensions.</summary>
internal sealed class ReshapeGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Flatten", "Reshape", "Squeeze", "Unsqueeze", "Identity"];

    // dX = dY in the shape of X
    public override void Differentiate(GradientContext at) => at.Give(0, () => at.ReshapeLike(at.OutputGradient, at.Input(0)));
}

/// <summary>Y = X with its dimensions in another order.</summary>
internal sealed class TransposeGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Transpose"];

    // dX = dY with the dimensions put back: where axis i of Y is axis perm[i] of X, the inverse order names i at perm[i].
    public override void Differentiate(GradientContext at) => at.Give(0, () =>
    {
        if (at.Attributes.GetInts("perm") is not { } order) return at.Add("Transpose", [at.OutputGradient]);
        var inverse = new long[order.Count];
        for (var axis = 0; axis < inverse.Length; axis++) inverse[order[axis]] = axis;
        return at.Add("Transpose", [at.OutputGradient], AttributeMap.Empty.With("perm", inverse));
    });
}

/// <summary>Y = the inputs one after another along an axis.</summary>
internal sealed class ConcatGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Concat"];

    public override void Differentiate(GradientContext at)
    {
        var axis = GradientContext.Axis(at.Attributes.GetInt("axis"), at.RankOf(at.OutputGradient));
        var start = 0L;
        for (var i = 0; i < at.InputCount; i++)
        {
            // dXi = the part of dY where Xi was put
            var (from, to) = (start, start + at.LengthOf(at.Input(i), axis));
            at.Give(i, () => at.Add("Slice", [at.OutputGradient, at.Integers("starts", from), at.Integers("ends", to), at.Integers("axes", axis)]));
            start = to;
        }
    }
}

/// <summary>Y = a part of X: from start to end, every step-th element.</summary>
internal sealed class SliceGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Slice"];

    // dX = dY with zeros between its elements where steps were taken, and zeros around it
    public override void Differentiate(GradientContext at) => at.Give(0, () =>
    {
        var x = at.Input(0);
        var rank = at.RankOf(x);
        var (starts, ends) = (at.Numbers("starts", 1)!, at.Numbers("ends", 2)!);
        var axes = at.Numbers("axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        var steps = at.Numbers("steps", 4) ?? [.. starts.Select(_ => 1L)];
        if (steps.Any(step => step < 1)) throw at.Fault("it steps backwards; only forward steps have a gradient");
        var gradient = at.OutputGradient;
        var pads = new long[2 * rank];
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = GradientContext.Axis(axes[i], rank);
            var length = at.LengthOf(x, axis);
            var start = Position(starts[i], length);
            var count = (Math.Max(0, Position(ends[i], length) - start) + steps[i] - 1) / steps[i];
            var covered = Math.Min(count * steps[i], length - start);
            if (steps[i] > 1) gradient = Spread(at, gradient, axis, count, steps[i], covered);
            pads[axis] = start;
            pads[axis + rank] = length - start - covered;
        }

        return pads.Any(pad => pad > 0) ? at.Add("Pad", [gradient, at.Integers("pads", pads)]) : gradient;
    });

    /// <summary>Negative positions count from the back; positions beyond the ends are moved to them.</summary>
    private static long Position(long position, long length) => Math.Clamp(position < 0 ? position + length : position, 0, length);

    /// <summary>Puts step - 1 zeros behind each element along an axis: [n] as [n, 1], padded to [n, step], as [n * step], cut to what x has.</summary>
    private static Value Spread(GradientContext at, Value gradient, int axis, long count, long step, long covered)
    {
        var shape = gradient.Shape!;
        var pads = new long[2 * (shape.Count + 1)];
        pads[shape.Count + 1 + axis + 1] = step - 1;
        var columns = at.Add("Unsqueeze", [gradient, at.Integers("axes", axis + 1)]);
        var padded = at.Add("Pad", [columns, at.Integers("pads", pads)]);
        var spread = at.Reshape(padded, shape.With(axis, count * step));
        return covered == count * step ? spread : at.Add("Slice", [spread, at.Integers("starts", 0), at.Integers("ends", covered), at.Integers("axes", axis)]);
    }
}

/// <summary>Y = X with a constant around it.</summary>
internal sealed class PadGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Pad"];

    // dX = the part of dY where X was put
    public override void Differentiate(GradientContext at) => at.Give(0, () =>
    {
        var mode = at.Attributes.GetString("mode", "constant");
        if (mode != "constant") throw at.Fault($"mode is '{mode}'; only constant padding has a gradient");
        var pads = at.Numbers("pads", 1)!;
        if (pads.Any(pad => pad < 0)) throw at.Fault("it cuts off with negative pads; use Slice for that");
        var rank = at.RankOf(at.Input(0));
        var axes = at.Numbers("axes", 3) ?? [.. Enumerable.Range(0, rank).Select(axis => (long)axis)];
        int[] padded = [.. Enumerable.Range(0, axes.Length).Where(i => pads[i] + pads[i + axes.Length] > 0)];
        if (padded.Length == 0) return at.OutputGradient;

        // An end counted from the back needs no length; where nothing was put behind, the end is as far as there is.
        var starts = at.Integers("starts", [.. padded.Select(i => pads[i])]);
        var ends = at.Integers("ends", [.. padded.Select(i => pads[i + axes.Length] == 0 ? long.MaxValue : -pads[i + axes.Length])]);
        return at.Add("Slice", [at.OutputGradient, starts, ends, at.Integers("axes", [.. padded.Select(i => axes[i])])]);
    });
}
