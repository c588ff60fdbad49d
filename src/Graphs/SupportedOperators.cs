namespace MLPipeline.Graphs;

/// <summary>Which operators have known shapes. The reader lets all others pass; who has to understand every node asks here first.</summary>
public static class SupportedOperators
{
    /// <summary>Whether the types and shapes of the node's results can be worked out.</summary>
    public static bool Contains(Node node) => ShapeInference.Knows(node);

    /// <summary>Passes when every operator of the network is known.</summary>
    /// <exception cref="GraphFormatException">Some are not; the message names each of them with all its nodes.</exception>
    public static void Check(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var unknown = graph.Nodes.Where(node => !Contains(node)).GroupBy(node => node.Domain.Length == 0 ? node.Operator : $"{node.Domain}::{node.Operator}").ToArray();
        if (unknown.Length == 0) return;
        var list = string.Join("; ", unknown.Select(group => $"{group.Key} ({string.Join(", ", group.Select(node => $"'{node.Name}'"))})"));
        throw new GraphFormatException(
            $"Network '{graph.Name}' has operators that are not known here: {list}. Export it without them, or use it as a frozen backbone, for which any operator will do.");
    }
}
