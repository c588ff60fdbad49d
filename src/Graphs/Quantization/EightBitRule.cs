namespace MLPipeline.Graphs;

/// <summary>How one operator, or a family of them, is computed in 8 bits.</summary>
internal abstract class EightBitRule
{
    public abstract IReadOnlyList<string> Operators { get; }

    /// <summary>Whether it multiplies, so that there is something to gain and to lose: what is called a layer.</summary>
    public virtual bool IsLayer => false;

    /// <summary>The values whose ranges have to be known for a node of this rule.</summary>
    public virtual IEnumerable<Value> Measured(Graph graph, Node node) => [];

    /// <summary>What stands for the node's result; null when it stays as it is.</summary>
    public abstract Value? Rewrite(EightBitRewriting rewriting, Graph graph, Node node);

    /// <summary>The node's result, or what a ReLU makes of it when nobody else needs it: codes from 0 on do that by themselves.</summary>
    protected static Value Rectified(Graph graph, Node node)
    {
        var result = node.Outputs[0]!;
        var isOnlyRectified = graph.ConsumersOf(result) is [var next] && !graph.Outputs.Contains(result)
            && EightBitRectifier.Limits(next) is { Low: 0 };
        return isOnlyRectified ? graph.ConsumersOf(result)[0].Outputs[0]! : result;
    }

    protected static float[]? Floats(Node node, int input) =>
        node.Input(input)?.Constant is { ElementType: ElementType.Float32 } constant ? constant.ToFloats() : null;
}
