using MLPipeline.Graphs;

namespace MLPipeline.Autodiff;

/// <summary>
/// Walks a path from the loss back to its parameters and writes gradients into a builder that already holds the forward graph.
/// Here, and nowhere else, gradients of a value that is used more than once are added up, and gradients of a value that was
/// stretched are summed back to its shape.
/// </summary>
/// <param name="builder">Holds the copies, and takes the gradients.</param>
/// <param name="graph">The graph that is differentiated.</param>
/// <param name="copies">The value of the builder for each value of the graph.</param>
/// <param name="path">The nodes to visit.</param>
internal sealed class BackwardPass(GraphBuilder builder, Graph graph, IReadOnlyDictionary<Value, Value> copies, GradientPath path)
{
    private readonly Dictionary<Value, Value> _gradients = [];

    /// <summary>The gradients of the parameters, in their order.</summary>
    public IReadOnlyList<Value> Run(Value loss, IReadOnlyList<Value> parameters)
    {
        var seed = builder.Constant(Differentiator.GradientName(loss), TensorData.FromFloats([1]));
        _gradients.Add(loss, seed);
        for (var i = path.Steps.Count - 1; i >= 0; i--)
        {
            var (node, rule) = path.Steps[i];
            if (!_gradients.TryGetValue(node.Outputs[0]!, out var gradient)) continue;
            rule.Differentiate(new GradientContext(builder, graph, node, copies)
            {
                OutputGradient = gradient,
                IsSeed = gradient == seed,
                IsWanted = path.Contains,
                Receive = Accumulate,
            });
        }

        var lost = parameters.Where(parameter => !_gradients.ContainsKey(parameter)).Select(parameter => $"'{parameter.Name}'").ToArray();
        if (lost.Length == 0) return [.. parameters.Select(parameter => _gradients[parameter])];
        throw new GraphFormatException($"Network '{graph.Name}': the operators that use {string.Join(", ", lost)} have no gradient by that input.");
    }

    private void Accumulate(Value value, Value gradient)
    {
        var name = Differentiator.GradientName(value);
        gradient = Unbroadcasting.Sum(builder, gradient, copies[value], name);
        _gradients[value] = _gradients.TryGetValue(value, out var sum) ? builder.Add("Add", [sum, gradient], name: name) : gradient;
    }
}
