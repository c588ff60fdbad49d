namespace MLPipeline.Graphs;

/// <summary>Arithmetic over two inputs that are stretched to one shape (numpy's broadcasting).</summary>
internal sealed class ArithmeticRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Add", "Sub", "Mul", "Div", "Pow", "Mod"];

    public override int RequiredInputs => 2;

    public override void Infer(InferenceContext context) => context.Set(0, context.Type(0), BroadcastRule.Broadcast(context));
}

/// <summary>Arithmetic over any number of inputs, stretched to one shape.</summary>
internal sealed class BroadcastRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Min", "Max", "Sum", "Mean"];

    public override void Infer(InferenceContext context) => context.Set(0, context.Type(0), Broadcast(context));

    /// <summary>The common shape of all inputs; null when the shape of one is not known.</summary>
    public static TensorShape? Broadcast(InferenceContext context)
    {
        TensorShape? result = TensorShape.Scalar;
        for (var i = 0; i < context.Node.Inputs.Count && result is not null; i++)
        {
            result = context.Shape(i) is { } shape ? Broadcast(context, result, shape) : null;
        }

        return result;
    }

    public static TensorShape Broadcast(InferenceContext context, TensorShape left, TensorShape right)
    {
        var rank = Math.Max(left.Count, right.Count);
        var dimensions = new Dimension[rank];
        for (var i = 0; i < rank; i++)
        {
            var a = i < rank - left.Count ? Dimension.Of(1) : left[i - (rank - left.Count)];
            var b = i < rank - right.Count ? Dimension.Of(1) : right[i - (rank - right.Count)];
            dimensions[i] = Stretch(context, a, b);
        }

        return new TensorShape(dimensions);
    }

    private static Dimension Stretch(InferenceContext context, Dimension a, Dimension b)
    {
        if (a == b || b.Length == 1) return a;
        if (a.Length == 1) return b;
        if (a.IsKnown && b.IsKnown) throw context.Fault($"lengths {a} and {b} cannot be stretched to each other.");

        // A known length above 1 wins: the other one must be equal to it, or 1, when the network runs.
        return a.IsKnown ? a : b.IsKnown ? b : Dimension.Unknown;
    }
}

/// <summary>Comparisons and logic: as arithmetic, with truth values as the result.</summary>
internal sealed class CompareRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Xor"];

    public override int RequiredInputs => 2;

    public override void Infer(InferenceContext context) => context.Set(0, ElementType.Bool, BroadcastRule.Broadcast(context));
}

/// <summary>Where(condition, x, y): all three are stretched to one shape.</summary>
internal sealed class WhereRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Where"];

    public override int RequiredInputs => 3;

    public override void Infer(InferenceContext context) => context.Set(0, context.Type(1), BroadcastRule.Broadcast(context));
}
