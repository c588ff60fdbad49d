namespace MLPipeline.Graphs;

/// <summary>One pass over one graph: which value of the new graph stands for which of the old one.</summary>
internal sealed class Rewriting(Graph graph)
{
    private readonly Dictionary<Value, Value> _values = [];

    public Graph Graph => graph;

    public GraphBuilder Builder { get; } = StartLike(graph);

    public void Map(Value old, Value now) => _values.Add(old, now);

    public bool IsMapped(Value old) => _values.ContainsKey(old);

    public Value Now(Value old) =>
        _values.TryGetValue(old, out var now) ? now : _values[old] = Builder.Constant(old.Name, old.Constant!);

    public Value? Now(Node node, int input) => node.Input(input) is { } old ? Now(old) : null;

    /// <summary>The node again, over the values that now stand for its inputs.</summary>
    public void Copy(Node node)
    {
        var results = Builder.AddNode(new NodeDraft(
            node.Operator,
            node.Domain,
            [.. node.Inputs.Select(input => input is null ? null : Now(input))],
            [.. node.Outputs.Select(output => output?.Name)],
            node.Attributes)
        {
            Name = node.Name,
            Overload = node.Overload,
            OuterReferences = [.. node.OuterReferences.Select(reference => reference with { Value = Now(reference.Value) })],
        });
        foreach (var (old, now) in node.Outputs.OfType<Value>().Zip(results))
        {
            now.ElementType ??= old.ElementType;
            now.ForeignType = old.ForeignType;
            if (!ShapeInference.Knows(node) && SameShapes(node)) now.Shape ??= old.Shape;
            Map(old, now);
        }
    }

    /// <summary>Whether one node, and no output, uses the value.</summary>
    public bool HasOneUse(Value old) => graph.ConsumersOf(old).Count == 1 && !graph.Outputs.Contains(old);

    private bool SameShapes(Node node) => node.Needs.All(old => Equals(old.Shape, Now(old).Shape));

    private static GraphBuilder StartLike(Graph graph)
    {
        var builder = GraphBuilder.Like(graph);
        foreach (var function in graph.Functions) builder.AddFunction(function);
        return builder;
    }
}
