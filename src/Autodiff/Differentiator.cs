using MLPipeline.Graphs;

namespace MLPipeline.Autodiff;

/// <summary>
/// Extends a graph by the gradients of its loss: reverse-mode differentiation by a table of rules. The same graph gives the same
/// nodes under the same names. Thread-safe.
/// </summary>
public static class Differentiator
{
    /// <summary>Adds the gradient of every trainable parameter to a training forward graph.</summary>
    /// <exception cref="GraphFormatException">
    /// The opset is outside 13 to 21, a parameter does not reach the loss, or a node between one and the loss cannot be
    /// differentiated. The message lists every such parameter and node.
    /// </exception>
    public static TrainingGraph Differentiate(ForwardGraph forward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        return new TrainingGraph(Differentiate(forward.Graph, forward.Loss, forward.Parameters), forward);
    }

    /// <summary>The graph with the gradients of a scalar by some of its inputs or constants as further outputs.</summary>
    /// <param name="graph">Any graph in opset 13 to 21; its outputs come first among the result's.</param>
    /// <param name="loss">What is differentiated: a Float32 value <c>[]</c> of the graph.</param>
    /// <param name="parameters">Inputs and constants of the graph. The gradient of <c>w</c> is the output <c>w.gradient</c>, of the shape of w.</param>
    /// <exception cref="ArgumentException">A value does not belong to the graph, or the loss is no scalar.</exception>
    /// <exception cref="GraphFormatException">As for the other overload.</exception>
    public static Graph Differentiate(Graph graph, Value loss, IReadOnlyList<Value> parameters)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (var value in parameters.Prepend(loss))
        {
            if (graph.FindValue(value.Name) != value) throw new ArgumentException($"Value '{value.Name}' does not belong to network '{graph.Name}'.");
        }

        if (loss.Shape is not { Count: 0 })
        {
            throw new ArgumentException($"The loss '{loss.Name}' must be a scalar; its shape is {loss.Shape?.ToString() ?? "not known"}.", nameof(loss));
        }

        var path = GradientPath.Find(graph, loss, parameters);

        var builder = GraphBuilder.Like(graph);
        builder.UseDomain(TrainingOperators.Domain, TrainingOperators.Version);
        var inputs = graph.Inputs.ToDictionary(input => input, input => builder.Input(input.Name, input.ElementType!.Value, input.Shape));
        var copies = builder.Inline(graph, inputs, [.. graph.Outputs, loss]);
        var gradients = new BackwardPass(builder, graph, copies, path).Run(loss, parameters);

        var outputs = graph.Outputs.Select(output => (output.Name, copies[output]));
        return builder.Build([.. outputs, .. parameters.Select((parameter, i) => (GradientName(parameter), gradients[i]))], graph.Metadata);
    }

    internal static string GradientName(Value value) => value.Name + ".gradient";
}
