using MLPipeline.Graphs;

namespace MLPipeline.Autodiff;

/// <summary>The nodes over which gradients flow: those between a requested parameter and the loss, each with its rule.</summary>
internal sealed class GradientPath
{
    private readonly HashSet<Value> _values;

    private GradientPath(IReadOnlyList<GradientStep> steps, HashSet<Value> values)
    {
        Steps = steps;
        _values = values;
    }

    /// <summary>The nodes in the graph's order.</summary>
    public IReadOnlyList<GradientStep> Steps { get; }

    /// <summary>Whether the value is a requested parameter or depends on one.</summary>
    public bool Contains(Value value) => _values.Contains(value);

    /// <summary>Finds the path and checks all of it before anything is built.</summary>
    /// <exception cref="GraphFormatException">Lists everything that stands in the way.</exception>
    public static GradientPath Find(Graph graph, Value loss, IReadOnlyList<Value> parameters)
    {
        GradientTable.RequireOpset(graph);
        var leadsToLoss = LeadingTo(loss);
        var values = new HashSet<Value>(parameters);
        var steps = new List<GradientStep>();
        var used = new HashSet<Value?>();
        var faults = new List<string>();
        foreach (var node in graph.Nodes)
        {
            if (!node.Outputs.Any(output => output is not null && leadsToLoss.Contains(output))) continue;
            if (!node.Inputs.Any(input => input is not null && values.Contains(input))) continue;
            if (GradientTable.IsZero(node)) continue;
            used.UnionWith(node.Inputs);
            if (GradientTable.FaultOf(node) is { } fault) faults.Add(fault);
            else if (node.Outputs.Skip(1).FirstOrDefault(output => output is not null && leadsToLoss.Contains(output)) is { } further)
            {
                faults.Add($"{node.Operator} '{node.Name}': the loss depends on its result '{further.Name}'; only the first result has a gradient");
            }
            else steps.Add(new GradientStep(node, GradientTable.RuleOf(node)));
            if (node.Outputs[0] is { } result) values.Add(result);
        }

        faults.AddRange(parameters.Where(parameter => !used.Contains(parameter)).Select(parameter => $"'{parameter.Name}' does not reach the loss '{loss.Name}'"));
        if (faults.Count == 0) return new GradientPath(steps, values);
        throw new GraphFormatException($"Network '{graph.Name}' cannot be differentiated: {string.Join("; ", faults)}.");
    }

    /// <summary>All values on which the loss depends other than through a gradient of zero.</summary>
    private static HashSet<Value> LeadingTo(Value loss)
    {
        var found = new HashSet<Value> { loss };
        var open = new Stack<Value>(found);
        while (open.TryPop(out var value))
        {
            if (value.Producer is not { } node || GradientTable.IsZero(node)) continue;
            foreach (var input in node.Inputs)
            {
                if (input is not null && found.Add(input)) open.Push(input);
            }
        }

        return found;
    }
}

/// <summary>One node of the path.</summary>
internal readonly record struct GradientStep(Node Node, GradientRule Rule);
