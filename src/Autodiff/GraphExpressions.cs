using MLPipeline.Graphs;

namespace MLPipeline.Autodiff;

/// <summary>Standard operators in the forms that gradients are written with; valid for opset 13 to 21.</summary>
internal static class GraphExpressions
{
    /// <summary>A list of whole numbers, such as axes or a shape.</summary>
    public static Value Integers(this GraphBuilder builder, string name, params ReadOnlySpan<long> numbers) =>
        builder.Constant(name, TensorData.FromInt64s(numbers, numbers.Length));

    /// <summary>The sum over some axes; without axes, over none.</summary>
    public static Value Sum(this GraphBuilder builder, Value value, ReadOnlySpan<long> axes, bool keepDimensions, string name) =>
        axes.IsEmpty
            ? value
            : builder.Add("ReduceSum", [value, builder.Integers(name + ".axes", axes)], AttributeMap.Empty.With("keepdims", keepDimensions ? 1 : 0), name);

    /// <summary>The same elements in the shape of another value; itself when the shape is known to be that already.</summary>
    public static Value ReshapeLike(this GraphBuilder builder, Value value, Value like, string name)
    {
        if (like.Shape is { } shape && shape.Equals(value.Shape) && shape.All(length => length != Dimension.Unknown)) return value;
        return (like.Shape is { } known ? builder.Reshape(value, known, name) : null)
            ?? builder.Add("Reshape", [value, builder.Add("Shape", [like], name: name + ".shape")], name: name);
    }

    /// <summary>The same elements in another shape; null when constants cannot tell it.</summary>
    public static Value? Reshape(this GraphBuilder builder, Value value, TensorShape shape, string name) =>
        TargetOf(shape, value.Shape) is { } target ? builder.Add("Reshape", [value, builder.Integers(name + ".shape", target)], name: name) : null;

    /// <summary>
    /// The shape as a constant of Reshape: 0 for a symbol that stays at its place, -1 for one length that is open otherwise; null
    /// when constants cannot say it.
    /// </summary>
    private static long[]? TargetOf(TensorShape shape, TensorShape? from)
    {
        var target = new long[shape.Count];
        for (var axis = 0; axis < target.Length; axis++)
        {
            if (shape[axis].Length == 0) return null;
            var stays = shape[axis].Symbol is not null && axis < from?.Count && from[axis] == shape[axis];
            target[axis] = shape[axis].Length ?? (stays ? 0 : -1);
        }

        return target.Count(length => length == -1) <= 1 ? target : null;
    }
}
