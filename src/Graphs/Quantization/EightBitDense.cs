namespace MLPipeline.Graphs;

/// <summary>
/// Gemm with constant weights becomes QGemm, except the one that gives the logits: it is small, and what it loses nothing makes up for.
/// </summary>
internal sealed class EightBitDense : EightBitRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Gemm"];

    public override bool IsLayer => true;

    public override IEnumerable<Value> Measured(Graph graph, Node node) => IsHidden(graph, node) ? [node.Inputs[0]!, Rectified(graph, node)] : [];

    public override Value? Rewrite(EightBitRewriting rewriting, Graph graph, Node node)
    {
        if (!IsHidden(graph, node) || node.Input(1)?.Constant is not { ElementType: ElementType.Float32, Dimensions.Count: 2 } weights) return null;
        if (node.Attributes.GetInt("transB") != 1 || node.Attributes.GetInt("transA") != 0) return null;
        if (node.Attributes.GetFloat("alpha", 1) != 1 || node.Attributes.GetFloat("beta", 1) != 1) return null;
        if (node.Input(2) is not null && Floats(node, 2)?.Length != weights.Dimensions[0]) return null;
        var result = Rectified(graph, node);
        if (rewriting.ScaleOf(result) is not { } scale || rewriting.Take(node.Inputs[0]) is not { } x) return null;

        var rows = rewriting.WeightsOf(node, weights, Floats(node, 2), x.Scale.Scale);
        var (outScale, outZero) = rewriting.Constants(scale, result.Name);
        var codes = rewriting.AddOfRuntime(
            "QGemm",
            [x.Value, x.ScaleValue, x.ZeroValue, rows.Codes, rows.Scales, rows.Zeros, rows.Bias, outScale, outZero],
            AttributeMap.Empty.With("transB", 1),
            result.Name + "_codes");
        return rewriting.Numbers(new EightBitCodes(codes, outScale, outZero, scale), node.Outputs[0]!.Name);
    }

    private static bool IsHidden(Graph graph, Node node)
    {
        var result = node.Outputs[0]!;
        return !graph.Outputs.Contains(result) && !graph.ConsumersOf(result).Any(next => next.Is("Softmax"));
    }
}
