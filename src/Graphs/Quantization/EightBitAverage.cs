namespace MLPipeline.Graphs;

/// <summary>AveragePool becomes QLinearAveragePool on the scale of its input, which no average leaves.</summary>
internal sealed class EightBitAverage : EightBitRule
{
    public override IReadOnlyList<string> Operators { get; } = ["AveragePool"];

    public override Value? Rewrite(EightBitRewriting rewriting, Graph graph, Node node)
    {
        // What is no map any more is nearly always the features: averaged in floats they keep what 8 bits would lose.
        if (node.Outputs[0]!.Shape is not [_, _, { Length: > 1 }, { Length: > 1 }] || rewriting.Present(node.Inputs[0]) is not { } x) return null;
        var name = node.Outputs[0]!.Name;
        var codes = rewriting.AddOfRuntime(
            "QLinearAveragePool", [x.Value, x.ScaleValue, x.ZeroValue, x.ScaleValue, x.ZeroValue], node.Attributes, name + "_codes");
        return rewriting.Numbers(x with { Value = codes }, name);
    }
}
