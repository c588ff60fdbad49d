namespace MLPipeline.Graphs;

/// <summary>Flatten: all dimensions before the axis become one, all others another.</summary>
internal sealed class FlattenRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Flatten"];

    public override void Infer(InferenceContext context)
    {
        TensorShape? shape = null;
        if (context.Shape(0) is { } x)
        {
            var axis = context.Attributes.GetInt("axis", 1);
            var split = axis == x.Count ? x.Count : context.Axis(axis, x.Count);
            shape = new TensorShape(DimensionProduct.Of(x.Take(split)), DimensionProduct.Of(x.Skip(split)));
        }

        context.Set(0, context.Type(0), shape);
    }
}

/// <summary>Reshape: 0 keeps the dimension at its place (unless allowzero), -1 takes what is left.</summary>
internal sealed class ReshapeRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Reshape"];

    public override int RequiredInputs => 2;

    public override void Infer(InferenceContext context)
    {
        TensorShape? shape = null;
        if (context.Node.Input(1)?.Contents is { Dimensions.Length: 1 } target) shape = Reshape(context, context.Shape(0), target);
        else if (context.Shape(1) is [{ Length: { } rank }]) shape = new TensorShape(Enumerable.Repeat(Dimension.Unknown, (int)rank));
        context.Set(0, context.Type(0), shape);
    }

    private static TensorShape Reshape(InferenceContext context, TensorShape? x, IntegerTensor target)
    {
        var allowZero = context.Attributes.GetInt("allowzero") != 0;
        var dimensions = new Dimension[target.Entries.Length];
        var open = -1;
        for (var i = 0; i < dimensions.Length; i++)
        {
            var entry = target.Entries[i];
            if (entry.Number == -1)
            {
                if (open >= 0) throw context.Fault("the new shape has -1 twice.");
                open = i;
            }
            else if (entry.Number == 0 && !allowZero)
            {
                if (x is not null && i >= x.Count) throw context.Fault($"the new shape keeps dimension {i}, which the input does not have.");
                dimensions[i] = x is null ? Dimension.Unknown : x[i];
            }
            else
            {
                dimensions[i] = entry.ToDimension();
            }
        }

        var others = dimensions.Where((_, i) => i != open);
        if (open >= 0 && x is not null) dimensions[open] = DimensionProduct.Quotient(x, others);
        var shape = new TensorShape(dimensions);
        if (x?.ElementCount is { } before && shape.ElementCount is { } after && before != after)
        {
            throw context.Fault($"{before} elements cannot become {shape}, which has {after}.");
        }

        return shape;
    }
}

/// <summary>Transpose: the dimensions in another order, by default reversed.</summary>
internal sealed class TransposeRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Transpose"];

    public override void Infer(InferenceContext context) =>
        context.Set(0, context.Type(0), context.Shape(0) is { } x ? new TensorShape(Order(context, x.Count).Select(axis => x[axis])) : null);

    public static int[] Order(InferenceContext context, int rank)
    {
        if (context.Attributes.GetInts("perm") is not { } order) return [.. Enumerable.Range(0, rank).Reverse()];
        if (!order.Order().SequenceEqual(Enumerable.Range(0, rank).Select(axis => (long)axis))) throw context.Fault($"perm does not name each of the {rank} dimensions once.");
        return [.. order.Select(axis => (int)axis)];
    }
}

/// <summary>Squeeze: leaves dimensions of length 1 out, those named or all.</summary>
internal sealed class SqueezeRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Squeeze"];

    public override void Infer(InferenceContext context) =>
        context.Set(0, context.Type(0), context.Shape(0) is { } x ? Squeeze(context, x) : null);

    private static TensorShape? Squeeze(InferenceContext context, TensorShape x)
    {
        if (context.Ints("axes", 1) is { } given)
        {
            HashSet<int> axes = [.. given.Select(axis => context.Axis(axis, x.Count))];
            if (axes.Any(axis => x[axis].IsKnown && x[axis].Length != 1)) throw context.Fault("only dimensions of length 1 can be left out.");
            return ReduceRule.Without(x, axes, keep: false);
        }

        return context.HasInts("axes", 1) || !x.All(length => length.IsKnown) ? null : new TensorShape(x.Where(length => length.Length != 1));
    }
}

/// <summary>Unsqueeze: puts dimensions of length 1 in, so that they stand at the axes named.</summary>
internal sealed class UnsqueezeRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Unsqueeze"];

    public override void Infer(InferenceContext context)
    {
        TensorShape? shape = null;
        if (context.Shape(0) is { } x && context.Ints("axes", 1) is { } axes)
        {
            var rank = x.Count + axes.Count;
            var added = axes.Select(axis => context.Axis(axis, rank)).ToHashSet();
            var rest = new Queue<Dimension>(x);
            if (added.Count != axes.Count) throw context.Fault("an axis is named twice.");
            shape = new TensorShape(Enumerable.Range(0, rank).Select(axis => added.Contains(axis) ? 1 : rest.Dequeue()));
        }

        context.Set(0, context.Type(0), shape);
    }
}

/// <summary>Expand: stretches to the shape that the second input names, as arithmetic would.</summary>
internal sealed class ExpandRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Expand"];

    public override int RequiredInputs => 2;

    public override void Infer(InferenceContext context)
    {
        TensorShape? shape = null;
        if (context.Shape(0) is { } x && context.Node.Input(1)?.Contents is { Dimensions.Length: 1 } target)
        {
            shape = BroadcastRule.Broadcast(context, x, new TensorShape(target.Entries.ToArray().Select(entry => entry.ToDimension())));
        }

        context.Set(0, context.Type(0), shape);
    }
}

/// <summary>DepthToSpace and SpaceToDepth: blocks of pixels from and to channels of <c>[N, C, H, W]</c>.</summary>
internal sealed class BlockRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["DepthToSpace", "SpaceToDepth"];

    public override void Infer(InferenceContext context)
    {
        TensorShape? shape = null;
        if (context.Shape(0) is { Count: 4 } x)
        {
            var block = context.Attributes.GetInt("blocksize", 1);
            shape = context.Node.Operator == "DepthToSpace"
                ? new TensorShape(x[0], Divide(x[1], block * block), Multiply(x[2], block), Multiply(x[3], block))
                : new TensorShape(x[0], Multiply(x[1], block * block), Divide(x[2], block), Divide(x[3], block));
        }

        context.Set(0, context.Type(0), shape);
    }

    private static Dimension Multiply(Dimension length, long factor) => DimensionProduct.Of([length, factor]);

    private static Dimension Divide(Dimension length, long divisor) => DimensionProduct.Quotient([length], [divisor]);
}
