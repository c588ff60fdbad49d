using MLPipeline.Graphs;

namespace MLPipeline.Autodiff;

/// <summary>A batch normalisation together with the Relu, or the Add and the Relu, that come after it: one node when it is trained.</summary>
/// <param name="Normalization">The BatchNormalization.</param>
/// <param name="Sum">The Add behind it, if there is one.</param>
/// <param name="Residual">The Add's other operand.</param>
/// <param name="Activation">The Relu.</param>
internal sealed record FusedNormalization(Node Normalization, Node? Sum, Value? Residual, Node Activation)
{
    /// <summary>What can be one node, by the node it ends with; of two normalisations that are added, the first operand is the one.</summary>
    public static IReadOnlyDictionary<Node, FusedNormalization> Find(Graph network, Func<Node, bool> isTrained)
    {
        var found = new Dictionary<Node, FusedNormalization>();
        foreach (var node in network.Nodes.Where(node => node.Is("Relu")))
        {
            if (Match(network, node, isTrained) is { } match) found.Add(node, match);
        }

        return found;
    }

    private static FusedNormalization? Match(Graph network, Node activation, Func<Node, bool> isTrained)
    {
        var below = activation.Inputs[0]!;
        if (!IsPrivate(below)) return null;
        if (isTrained(below.Producer!)) return new FusedNormalization(below.Producer!, null, null, activation);
        if (!below.Producer!.Is("Add")) return null;
        for (var i = 0; i < 2; i++)
        {
            var (one, other) = (below.Producer.Inputs[i]!, below.Producer.Inputs[1 - i]!);
            if (one != other && IsPrivate(one) && isTrained(one.Producer!) && SameKnownShape(one, other))
            {
                return new FusedNormalization(one.Producer!, below.Producer, other, activation);
            }
        }

        return null;

        // Whether one node, and nobody outside, needs the value.
        bool IsPrivate(Value value) => value.Producer is not null && network.ConsumersOf(value).Count == 1 && !network.Outputs.Contains(value);
    }

    /// <summary>Whether the Add stretches neither operand.</summary>
    private static bool SameKnownShape(Value one, Value other) =>
        one.Shape is { } shape && shape.Equals(other.Shape) && shape.All(length => length != Dimension.Unknown);
}
