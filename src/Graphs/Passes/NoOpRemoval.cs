namespace MLPipeline.Graphs;

/// <summary>
/// Takes out nodes that do nothing when a network is used and not trained: Identity, Dropout, a Cast to the type that is there, a
/// Transpose, Reshape, Flatten, Expand or Pad that changes nothing, a Concat of one.
/// </summary>
/// <remarks>
/// Requires nothing; after <see cref="ConstantFolding"/> it finds more. Ensures that none of these is left, except an Identity
/// that gives an input or a constant the name of an output. A Dropout whose mask is asked for, or that is told to train, stays.
/// </remarks>
public sealed class NoOpRemoval : GraphPass
{
    private protected override Value? Rewrite(Rewriting rewriting, Node node)
    {
        if (node.Domain.Length > 0 || node.Outputs.Skip(1).Any(output => output is not null) || node.Outputs is not [{ } result, ..]) return null;
        if (node.Input(0) is not { } x) return null;
        var changesNothing = node.Operator switch
        {
            "Identity" => true,
            "Dropout" => node.Input(2) is not { } training || training.Contents?.ToNumbers() is [0],
            "Cast" => x.ElementType is { } type && result.ElementType == type,
            "Transpose" => node.Attributes.GetInts("perm") is { } order && order.SequenceEqual(Enumerable.Range(0, order.Count).Select(axis => (long)axis)),
            "Reshape" or "Flatten" or "Expand" => SameKnownShape(x, result),
            "Pad" => (node.Attributes.GetInts("pads") ?? node.Input(1)?.Contents?.ToNumbers())?.All(pad => pad == 0) == true,
            "Concat" => node.Inputs.Count == 1,
            _ => false,
        };
        return changesNothing ? rewriting.Now(x) : null;
    }

    private static bool SameKnownShape(Value x, Value result) =>
        x.Shape is { } shape && shape.Equals(result.Shape) && shape.All(length => length != Dimension.Unknown);
}
