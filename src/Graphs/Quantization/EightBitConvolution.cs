namespace MLPipeline.Graphs;

/// <summary>
/// Conv with constant weights becomes QLinearConv, except over the image's own colours: where an area has one colour there is no noise over
/// which roundings of it would average out, and with so few channels nothing is gained.
/// </summary>
internal sealed class EightBitConvolution : EightBitRule
{
    private const int Colours = 3;

    public override IReadOnlyList<string> Operators { get; } = ["Conv"];

    public override bool IsLayer => true;

    public override IEnumerable<Value> Measured(Graph graph, Node node) => IsOverColours(node) ? [] : [node.Inputs[0]!, Rectified(graph, node)];

    public override Value? Rewrite(EightBitRewriting rewriting, Graph graph, Node node)
    {
        if (IsOverColours(node) || node.Input(1)?.Constant is not { ElementType: ElementType.Float32, Dimensions.Count: 4 } weights) return null;
        if (node.Input(2) is not null && Floats(node, 2) is null) return null;
        var result = Rectified(graph, node);
        if (rewriting.ScaleOf(result) is not { } scale || rewriting.Take(node.Inputs[0]) is not { } x) return null;

        var filters = rewriting.WeightsOf(node, weights, Floats(node, 2), x.Scale.Scale);
        var (outScale, outZero) = rewriting.Constants(scale, result.Name);
        var codes = rewriting.Builder.Add(
            "QLinearConv",
            [x.Value, x.ScaleValue, x.ZeroValue, filters.Codes, filters.Scales, filters.Zeros, outScale, outZero, filters.Bias],
            node.Attributes,
            result.Name + "_codes");
        return rewriting.Numbers(new EightBitCodes(codes, outScale, outZero, scale), node.Outputs[0]!.Name);
    }

    private static bool IsOverColours(Node node) =>
        node.Attributes.GetInt("group", 1) == 1 && node.Input(1)?.Shape is [_, { Length: <= Colours }, ..];
}
