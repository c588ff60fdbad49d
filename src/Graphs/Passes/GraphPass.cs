namespace MLPipeline.Graphs;

/// <summary>
/// Makes a new graph out of a graph; the old one is left alone. Every pass keeps the inputs, the metadata, and the names, order
/// and values of the outputs; what else it requires and ensures is in its own remarks. Nodes that nothing needs any more are
/// left out. Passes hold no state and are thread-safe.
/// </summary>
public abstract class GraphPass
{
    private protected GraphPass()
    {
    }

    /// <summary>The network after the pass.</summary>
    /// <exception cref="GraphFormatException">The pass cannot ensure what it promises for this network; the message says why.</exception>
    public Graph Run(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var rewriting = new Rewriting(graph);
        foreach (var input in graph.Inputs)
        {
            rewriting.Map(input, rewriting.Builder.Input(input.Name, input.ElementType, ShapeOf(input), input.ForeignType));
        }

        foreach (var node in graph.Nodes)
        {
            if (Rewrite(rewriting, node) is { } replacement) rewriting.Map(node.Outputs[0]!, replacement);
            else rewriting.Copy(node);
        }

        var outputs = graph.Outputs.Select(output => (output.Name, rewriting.Now(output))).ToArray();
        var result = rewriting.Builder.Build(outputs, graph.Metadata);
        Verify(graph, result);
        return result;
    }

    /// <summary>The shape that an input is to have.</summary>
    private protected virtual TensorShape? ShapeOf(Value input) => input.Shape;

    /// <summary>Fails when the pass did not reach what it promises.</summary>
    private protected virtual void Verify(Graph before, Graph after)
    {
    }

    /// <summary>What stands in for the node's only result, or null to keep the node as it is.</summary>
    private protected abstract Value? Rewrite(Rewriting rewriting, Node node);
}
