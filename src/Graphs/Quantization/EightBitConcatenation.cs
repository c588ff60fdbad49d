namespace MLPipeline.Graphs;

/// <summary>Concat becomes QLinearConcat, which brings all parts to one scale.</summary>
internal sealed class EightBitConcatenation : EightBitRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Concat"];

    public override IEnumerable<Value> Measured(Graph graph, Node node) => IsOfMaps(node) ? [.. node.Inputs.OfType<Value>(), node.Outputs[0]!] : [];

    public override Value? Rewrite(EightBitRewriting rewriting, Graph graph, Node node)
    {
        var result = node.Outputs[0]!;
        if (!IsOfMaps(node) || node.Inputs.All(input => rewriting.Present(input) is null) || rewriting.ScaleOf(result) is not { } scale) return null;
        var parts = node.Inputs.Select(rewriting.Take).ToArray();
        if (parts.Any(part => part is null)) return null;
        var (outScale, outZero) = rewriting.Constants(scale, result.Name);
        var codes = rewriting.AddOfRuntime(
            "QLinearConcat",
            [outScale, outZero, .. parts.SelectMany(part => (Value[])[part!.Value, part.ScaleValue, part.ZeroValue])],
            AttributeMap.Empty.With("axis", node.Attributes.GetInt("axis", 1)),
            result.Name + "_codes");
        return rewriting.Numbers(new EightBitCodes(codes, outScale, outZero, scale), result.Name);
    }

    private static bool IsOfMaps(Node node) => node.Inputs.All(input => input is { Constant: null, ElementType: ElementType.Float32, Shape.Count: 4 });
}
