namespace MLPipeline.Graphs;

/// <summary>A ReLU or Clip behind codes that reach no further than it lets pass is left out.</summary>
internal sealed class EightBitRectifier : EightBitRule
{
    /// <summary>Codes may reach this much further, as a share: the rounding of a scale.</summary>
    private const float Rounding = 1e-5f;

    public override IReadOnlyList<string> Operators { get; } = ["Relu", "Clip"];

    public override Value? Rewrite(EightBitRewriting rewriting, Graph graph, Node node)
    {
        if (rewriting.Present(node.Inputs[0]) is not { } x || Limits(node) is not { } limits) return null;
        return x.Scale.Low >= limits.Low && x.Scale.High <= limits.High * (1 + Rounding) ? rewriting.Numbers(x, node.Outputs[0]!.Name) : null;
    }

    /// <summary>What passes a ReLU or a Clip with constant limits; null for other nodes.</summary>
    public static ValueRange? Limits(Node node)
    {
        if (node.Is("Relu")) return new ValueRange(0, float.PositiveInfinity);
        if (!node.Is("Clip")) return null;
        var (low, high) = (Limit(node, "min", 1, float.NegativeInfinity), Limit(node, "max", 2, float.PositiveInfinity));
        return low is { } least && high is { } most ? new ValueRange(least, most) : null;
    }

    /// <summary>An attribute up to opset 10, an input since.</summary>
    private static float? Limit(Node node, string name, int input, float none) =>
        node.Attributes.Contains(name) ? node.Attributes.GetFloat(name)
        : node.Input(input) is not { } value ? none
        : value.Constant is { Count: 1 } constant ? constant.ToFloats()[0]
        : null;
}
