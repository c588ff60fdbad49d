using MLPipeline.Graphs;

namespace MLPipeline.Networks;

/// <summary>Takes layers out of a network. Thread-safe.</summary>
public static class GraphCut
{
    /// <summary>The part of a network between two of its values.</summary>
    /// <param name="graph">The network; it is not changed.</param>
    /// <param name="first">The value that becomes the only input, with its name; null to begin at the network's own inputs.</param>
    /// <param name="last">The value that becomes the only output, with its name.</param>
    /// <returns>The nodes that <paramref name="last"/> needs, and their parameters under their names.</returns>
    /// <exception cref="NetworkException">
    /// A value is not there, or has no known type; or <paramref name="last"/> cannot be computed from <paramref name="first"/> alone.
    /// </exception>
    public static Graph Between(Graph graph, string? first, string last)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Value[] begin = first is null ? [.. graph.Inputs] : [Find(graph, first)];
        var end = Find(graph, last);
        var builder = GraphBuilder.Like(graph);
        var replacements = new Dictionary<Value, Value>();
        foreach (var value in begin)
        {
            var type = value.ElementType ?? throw new NetworkException($"'{value.Name}' of network '{graph.Name}' has no known type, so nothing can begin there.");
            replacements.Add(value, builder.Input(value.Name, type, value.Shape));
        }

        RequireComputable(graph, begin, end);
        return builder.Build([(end.Name, builder.Inline(graph, replacements, end)[end])], graph.Metadata);
    }

    private static void RequireComputable(Graph graph, Value[] begin, Value end)
    {
        var reached = new HashSet<Value>(begin);
        var seen = new HashSet<Value> { end };
        var open = new Stack<Value>(seen);
        var usesBegin = false;
        while (open.TryPop(out var value))
        {
            if (reached.Contains(value))
            {
                usesBegin = true;
                continue;
            }

            if (value.IsInput)
            {
                throw new NetworkException($"'{end.Name}' of network '{graph.Name}' cannot be computed from '{begin[0].Name}' alone; it needs input '{value.Name}' as well. Begin before the branch.");
            }

            foreach (var input in value.Producer?.Inputs.OfType<Value>().Where(seen.Add) ?? []) open.Push(input);
        }

        if (!usesBegin || reached.Contains(end))
        {
            throw new NetworkException($"'{end.Name}' of network '{graph.Name}' does not come after '{begin[0].Name}'. Exchange the two, or name another value.");
        }
    }

    private static Value Find(Graph graph, string name)
    {
        if (graph.FindValue(name) is { Constant: null } value) return value;
        var names = graph.Inputs.Concat(graph.Nodes.SelectMany(node => node.Outputs).OfType<Value>()).Select(each => each.Name);
        throw new NetworkException($"Network '{graph.Name}' has no value '{name}'.{NearestName.Suggestion(name, names)}");
    }
}
