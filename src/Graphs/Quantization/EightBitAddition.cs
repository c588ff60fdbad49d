namespace MLPipeline.Graphs;

/// <summary>Add of two computed tensors of one shape becomes QLinearAdd: the end of a residual block.</summary>
internal sealed class EightBitAddition : EightBitRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Add"];

    public override IEnumerable<Value> Measured(Graph graph, Node node) =>
        IsOfMaps(node) ? [.. node.Inputs.OfType<Value>(), Rectified(graph, node)] : [];

    public override Value? Rewrite(EightBitRewriting rewriting, Graph graph, Node node)
    {
        // With both sides in floats, as behind layers that stay so, there is nothing to gain.
        if (!IsOfMaps(node) || (rewriting.Present(node.Inputs[0]) ?? rewriting.Present(node.Inputs[1])) is null) return null;
        var result = Rectified(graph, node);
        if (rewriting.ScaleOf(result) is not { } scale) return null;
        if (rewriting.Take(node.Inputs[0]) is not { } a || rewriting.Take(node.Inputs[1]) is not { } b) return null;
        var (outScale, outZero) = rewriting.Constants(scale, result.Name);
        var codes = rewriting.AddOfRuntime(
            "QLinearAdd",
            [a.Value, a.ScaleValue, a.ZeroValue, b.Value, b.ScaleValue, b.ZeroValue, outScale, outZero],
            null,
            result.Name + "_codes");
        return rewriting.Numbers(new EightBitCodes(codes, outScale, outZero, scale), node.Outputs[0]!.Name);
    }

    private static bool IsOfMaps(Node node) =>
        node.Inputs.All(input => input is { Constant: null, Shape.Count: 4 }) && node.Inputs[0]!.Shape!.Equals(node.Inputs[1]!.Shape);
}
