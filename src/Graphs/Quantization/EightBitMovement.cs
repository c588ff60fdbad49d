namespace MLPipeline.Graphs;

/// <summary>Operators that choose among numbers or move them do the same with codes, whose scale stays.</summary>
internal sealed class EightBitMovement : EightBitRule
{
    /// <summary>The first opset in which each takes bytes.</summary>
    private static readonly Dictionary<string, int> Since = new(StringComparer.Ordinal)
    {
        ["MaxPool"] = 12, ["Flatten"] = 9, ["Reshape"] = 7, ["Transpose"] = 7, ["Identity"] = 7, ["Squeeze"] = 7, ["Slice"] = 7,
    };

    public override IReadOnlyList<string> Operators { get; } = [.. Since.Keys];

    public override Value? Rewrite(EightBitRewriting rewriting, Graph graph, Node node)
    {
        if (graph.OpsetVersion < Since[node.Operator] || node.Outputs.Count > 1 || rewriting.Present(node.Inputs[0]) is not { } x) return null;
        var name = node.Outputs[0]!.Name;
        var codes = rewriting.Builder.Add(
            node.Operator, [x.Value, .. node.Inputs.Skip(1).Select(rewriting.Now)], node.Attributes, name + "_codes");
        return rewriting.Numbers(x with { Value = codes }, name);
    }
}
