namespace MLPipeline.Graphs;

/// <summary>QLinearConv: as Conv, with the weights at input 3 and the type of the result's zero point at input 7.</summary>
internal sealed class EightBitConvRule : ShapeRule
{
    public override IReadOnlyList<string> Operators { get; } = ["QLinearConv"];

    public override int RequiredInputs => 8;

    public override void Infer(InferenceContext context) => context.Set(0, context.Type(7), ConvRule.Slide(context, weightsAt: 3));
}

/// <summary>ONNX Runtime's QLinearAdd and QLinearMul: codes, scale and zero point of each side, stretched to one shape.</summary>
internal sealed class EightBitAddRule : ShapeRule
{
    public override string Domain => EightBitRewriting.RuntimeDomain;

    public override IReadOnlyList<string> Operators { get; } = ["QLinearAdd", "QLinearMul"];

    public override int RequiredInputs => 4;

    public override void Infer(InferenceContext context) => context.Set(
        0, context.Type(0), context.Shape(0) is { } left && context.Shape(3) is { } right ? BroadcastRule.Broadcast(context, left, right) : null);
}

/// <summary>ONNX Runtime's QLinearConcat: the result's scale and zero point, then codes, scale and zero point of each part.</summary>
internal sealed class EightBitConcatRule : ShapeRule
{
    public override string Domain => EightBitRewriting.RuntimeDomain;

    public override IReadOnlyList<string> Operators { get; } = ["QLinearConcat"];

    public override int RequiredInputs => 5;

    public override void Infer(InferenceContext context)
    {
        var parts = Enumerable.Range(0, (context.Node.Inputs.Count - 2) / 3).Select(part => context.Shape(2 + (3 * part))).ToArray();
        context.Set(0, context.Type(2), parts.Any(part => part is null) ? null : ConcatRule.Join(context, parts!));
    }
}

/// <summary>ONNX Runtime's QLinearAveragePool: as AveragePool, over codes.</summary>
internal sealed class EightBitPoolRule : ShapeRule
{
    public override string Domain => EightBitRewriting.RuntimeDomain;

    public override IReadOnlyList<string> Operators { get; } = ["QLinearAveragePool"];

    public override void Infer(InferenceContext context) =>
        context.Set(0, context.Type(0), context.Shape(0) is { } x ? PoolRule.Slide(context, x) : null);
}

/// <summary>ONNX Runtime's QGemm: <c>[N, F]</c> with weights <c>[K, F]</c> (transB) or <c>[F, K]</c> at input 3 gives <c>[N, K]</c>.</summary>
internal sealed class EightBitGemmRule : ShapeRule
{
    public override string Domain => EightBitRewriting.RuntimeDomain;

    public override IReadOnlyList<string> Operators { get; } = ["QGemm"];

    public override int RequiredInputs => 6;

    public override void Infer(InferenceContext context)
    {
        var type = context.Type(8) ?? ElementType.Float32;
        var isComplete = context.Shape(0) is { Count: 2 } && context.Shape(3) is { Count: 2 };
        context.Set(0, type, isComplete ? new TensorShape(context.Shape(0)![0], context.Shape(3)![context.Attributes.GetInt("transB") == 1 ? 0 : 1]) : null);
    }
}
