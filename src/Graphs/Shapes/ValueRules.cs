using MLPipeline.Graphs.Serialization;

namespace MLPipeline.Graphs;

/// <summary>Cast: the same shape in another type.</summary>
internal sealed class CastRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Cast", "CastLike"];

    public override void Infer(InferenceContext context)
    {
        var type = context.Node.Operator == "Cast" ? OnnxTypes.Find((int)context.Attributes.GetInt("to")) : context.Type(1);
        context.Set(0, type, context.Shape(0));
    }
}

/// <summary>Shape gives one number for each dimension, Size their product.</summary>
internal sealed class ShapeOfRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Shape", "Size"];

    public override void Infer(InferenceContext context)
    {
        if (context.Node.Operator == "Size") context.Set(0, ElementType.Int64, TensorShape.Scalar);
        else context.Set(0, ElementType.Int64, new TensorShape(context.Shape(0) is { } x ? Part(context, x).LongCount() : Dimension.Unknown));
    }

    /// <summary>The dimensions from <c>start</c> to <c>end</c> (opset 15); all by default.</summary>
    public static IEnumerable<Dimension> Part(InferenceContext context, TensorShape x)
    {
        var (start, end) = (context.Attributes.GetInt("start"), context.Attributes.GetInt("end", x.Count));
        return new SliceRange(start, end, 1).Indices(x.Count).Select(axis => x[(int)axis]);
    }
}

/// <summary>ConstantOfShape: a tensor of the shape that its input names, filled with one number.</summary>
internal sealed class FilledRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["ConstantOfShape"];

    public override void Infer(InferenceContext context)
    {
        TensorShape? shape = null;
        if (context.Node.Input(0)?.Contents is { Dimensions.Length: 1 } target) shape = new TensorShape(target.Entries.ToArray().Select(entry => entry.ToDimension()));
        else if (context.Shape(0) is [{ Length: { } rank }]) shape = new TensorShape(Enumerable.Repeat(Dimension.Unknown, (int)rank));
        context.Set(0, context.Attributes.GetTensor("value")?.ElementType ?? ElementType.Float32, shape);
    }
}

/// <summary>Resize and Upsample: lengths are multiplied by scales, or given outright as sizes.</summary>
internal sealed class ResizeRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Resize", "Upsample"];

    public override void Infer(InferenceContext context)
    {
        TensorShape? shape = null;
        if (context.Shape(0) is { } x && !context.Attributes.Contains("axes")) shape = Resize(context, x);
        context.Set(0, context.Type(0), shape);
    }

    private static TensorShape Resize(InferenceContext context, TensorShape x)
    {
        // Upsample and Resize of opset 10 have the scales second; since opset 11 the region comes first and sizes may follow.
        var scalesAt = context.Node.Operator == "Upsample" || context.Opset < 11 ? 1 : 2;
        var scales = context.Attributes.GetFloats("scales") ?? context.Node.Input(scalesAt)?.Constant?.ToFloats();
        if (scales?.Count == x.Count)
        {
            return new TensorShape(x.Select((length, axis) => scales[axis] == 1 ? length : length.Length is { } known ? (long)Math.Floor(known * scales[axis]) : Dimension.Unknown));
        }

        var sizes = context.Node.Input(3)?.Contents;
        var fits = sizes?.Entries.Length == x.Count && context.Attributes.GetString("keep_aspect_ratio_policy", "stretch") == "stretch";
        return new TensorShape(x.Select((_, axis) => fits ? sizes!.Entries[axis].ToDimension() : Dimension.Unknown));
    }
}

/// <summary>Between numbers and their 8-bit codes; the shape stays.</summary>
internal sealed class QuantizationRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["QuantizeLinear", "DequantizeLinear"];

    public override int RequiredInputs => 2;

    public override void Infer(InferenceContext context)
    {
        var type = context.Node.Operator == "DequantizeLinear" ? context.Type(1) : context.Type(2) ?? ElementType.UInt8;
        context.Set(0, type, context.Shape(0));
    }
}
