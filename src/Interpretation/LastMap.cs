using MLPipeline.Graphs;

namespace MLPipeline.Interpretation;

/// <summary>Finds a network's last map that still has places, for networks whose end is not a global average.</summary>
internal static class LastMap
{
    /// <summary>What keeps or thins out a map: the map before it shows more.</summary>
    private static readonly HashSet<string> PassedOver = new(StringComparer.Ordinal)
    {
        "MaxPool", "AveragePool", "Dropout", "Identity", "Pad", "Transpose", "Reshape", "LRN",
    };

    /// <summary>
    /// The last <c>[N, C, H, W]</c> of more than one place through which everything goes that the logits know of the image.
    /// </summary>
    /// <exception cref="GraphFormatException">There is none.</exception>
    public static Value Find(Graph graph, Value logits) =>
        graph.Nodes.Reverse().Where(node => node.Domain.Length > 0 || !PassedOver.Contains(node.Operator)).Select(node => node.Outputs[0])
            .FirstOrDefault(value => value is not null && IsMap(value) && Separates(logits, value))
        ?? throw new GraphFormatException(
            $"Network '{graph.Name}' has no map [N, C, H, W] of known size that all layers behind it depend on: nothing to show on an image.");

    private static bool IsMap(Value value) =>
        value is { ElementType: ElementType.Float32, Shape: { Count: 4 } shape }
        && shape.Skip(1).All(length => length.IsKnown)
        && shape[2].Length * shape[3].Length > 1;

    private static bool Separates(Value logits, Value map)
    {
        var seen = new HashSet<Value> { map };
        var open = new Stack<Value>();
        open.Push(logits);
        while (open.TryPop(out var value))
        {
            if (value.IsInput) return false;
            foreach (var input in value.Producer?.Inputs.OfType<Value>().Where(seen.Add) ?? []) open.Push(input);
        }

        return true;
    }
}
