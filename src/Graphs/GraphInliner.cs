namespace MLPipeline.Graphs;

/// <summary>Copies the part of a graph that some of its values need into a builder.</summary>
internal sealed class GraphInliner(GraphBuilder builder, Graph graph, IReadOnlyDictionary<Value, Value> replacements)
{
    private readonly Dictionary<Value, Value> _copies = [];
    private bool _shapesMayDiffer;

    public IReadOnlyDictionary<Value, Value> Run(IEnumerable<Value> wanted)
    {
        Value[] wantedValues = [.. wanted];
        RequireSameOperators();
        foreach (var (original, replacement) in replacements) Replace(original, replacement);
        foreach (var value in wantedValues) RequireFromGraph(value);
        foreach (var node in NeededNodes(wantedValues)) Copy(node);
        foreach (var value in wantedValues) CopyOf(value, "the caller");
        return _copies;
    }

    private void RequireSameOperators()
    {
        if (graph.OpsetVersion != builder.OpsetVersion)
        {
            throw new GraphFormatException(
                $"Network '{graph.Name}' is written in opset {graph.OpsetVersion}, the one under construction in opset {builder.OpsetVersion}. "
                + "Start the construction with GraphBuilder.Like(network).");
        }

        foreach (var (domain, version) in graph.OtherDomains) builder.UseDomain(domain, version);
        foreach (var function in graph.Functions) builder.AddFunction(function);
    }

    private void Replace(Value original, Value replacement)
    {
        RequireFromGraph(original);
        builder.RequireOwn(replacement);
        if (original.ElementType is { } type && replacement.ElementType is { } given && type != given)
        {
            throw new GraphFormatException($"'{original.Name}' of network '{graph.Name}' is {type}; '{replacement.Name}' is {given}. Put a Cast between them.");
        }

        if (original.Shape is { } shape && replacement.Shape is { } givenShape)
        {
            var fits = shape.Count == givenShape.Count
                && shape.Zip(givenShape).Skip(1).All(pair => !pair.First.IsKnown || !pair.Second.IsKnown || pair.First == pair.Second);
            if (!fits)
            {
                throw new GraphFormatException(
                    $"'{original.Name}' of network '{graph.Name}' has the shape {shape}; '{replacement.Name}' has {givenShape}. Resize or reshape it first.");
            }
        }

        _shapesMayDiffer |= !Equals(original.Shape, replacement.Shape);
        _copies.Add(original, replacement);
    }

    private List<Node> NeededNodes(Value[] wanted)
    {
        var needed = new HashSet<Node>();
        var open = new Stack<Value>(wanted);
        while (open.TryPop(out var value))
        {
            if (_copies.ContainsKey(value) || value.Producer is not { } node || !needed.Add(node)) continue;
            foreach (var input in node.Needs) open.Push(input);
        }

        return [.. graph.Nodes.Where(needed.Contains)];
    }

    private void Copy(Node node)
    {
        var draft = new NodeDraft(
            node.Operator,
            node.Domain,
            [.. node.Inputs.Select(input => input is null ? null : CopyOf(input, node.Name))],
            [.. node.Outputs.Select(output => output?.Name)],
            node.Attributes)
        {
            Name = node.Name,
            Overload = node.Overload,
            OuterReferences = [.. node.OuterReferences.Select(reference => reference with { Value = CopyOf(reference.Value, node.Name) })],
        };
        var results = builder.AddNode(draft);
        foreach (var (original, copy) in node.Outputs.OfType<Value>().Zip(results))
        {
            copy.ElementType ??= original.ElementType;
            copy.ForeignType = original.ForeignType;

            // What the operator's rule cannot tell, the file told; that holds as long as nothing changed before.
            if (!_shapesMayDiffer) copy.Shape ??= original.Shape;

            // A replaced value stays replaced, also when another result of its node is needed.
            _copies.TryAdd(original, copy);
        }
    }

    private Value CopyOf(Value value, string neededBy)
    {
        if (_copies.TryGetValue(value, out var copy)) return copy;
        if (value.Constant is not { } data)
        {
            throw new GraphFormatException(
                $"Input '{value.Name}' of network '{graph.Name}' is needed by '{neededBy}' but has no replacement. Give one, or cut the network behind it.");
        }

        return _copies[value] = builder.Constant(value.Name, data);
    }

    private void RequireFromGraph(Value value)
    {
        if (ReferenceEquals(value.Owner, graph)) return;
        throw new ArgumentException($"Value '{value.Name}' does not belong to network '{graph.Name}'.");
    }
}
