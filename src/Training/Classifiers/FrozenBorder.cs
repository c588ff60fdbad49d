using MLPipeline.Graphs;

namespace MLPipeline.Training;

/// <summary>Finds where the frozen part of a network ends: what lies below does not change in training, so it is computed once.</summary>
internal static class FrozenBorder
{
    /// <summary>
    /// The last tensor that no trained parameter has a part in and that everything above needs of the image; null when only the image itself
    /// is such a tensor.
    /// </summary>
    public static Value? Find(Graph network, IReadOnlyCollection<string> trainable)
    {
        var moving = network.Constants.Where(constant => trainable.Contains(constant.Name)).ToHashSet();
        var still = new HashSet<Value>(network.Inputs);
        foreach (var node in network.Nodes)
        {
            var kind = node.Inputs.OfType<Value>().Any(moving.Contains) ? moving : node.Inputs.OfType<Value>().Any(still.Contains) ? still : null;
            kind?.UnionWith(node.Outputs.OfType<Value>());
        }

        return network.Nodes.Reverse().Select(node => node.Outputs[0]).OfType<Value>()
            .FirstOrDefault(value => still.Contains(value) && CanBeKept(value) && Separates(network, value));
    }

    private static bool CanBeKept(Value value) =>
        value is { ElementType: ElementType.Float32, Shape: { Count: 2 or 4 } shape } && shape.Skip(1).All(length => length.IsKnown);

    /// <summary>Whether every way from the image to the output leads through the value.</summary>
    private static bool Separates(Graph network, Value border)
    {
        var seen = new HashSet<Value> { border };
        var open = new Stack<Value>(network.Outputs.Where(seen.Add));
        while (open.TryPop(out var value))
        {
            if (value.IsInput) return false;
            foreach (var input in value.Producer?.Inputs.OfType<Value>().Where(seen.Add) ?? []) open.Push(input);
        }

        return true;
    }
}
