namespace MLPipeline.Graphs;

/// <summary>
/// Computes what does not depend on the network's inputs, and what depends only on their known lengths: the shape arithmetic that
/// exporters leave around paddings and reshapes.
/// </summary>
/// <remarks>
/// Requires nothing. Ensures that no node is left whose integers are all known, and that a Reshape or Expand whose target is
/// computed has a constant one wherever at most the batch is open: such an entry becomes 0 (as in the input), 1 (not stretched)
/// or -1 (what is left).
/// </remarks>
public sealed class ConstantFolding : GraphPass
{
    private protected override Value? Rewrite(Rewriting rewriting, Node node)
    {
        if (node.Domain.Length > 0 || node.Outputs is not [{ } result]) return null;
        if (Fold(node, result) is { } data) return rewriting.Builder.Constant(result.Name, data);
        var target = node.Operator switch
        {
            "Reshape" => ReshapeTarget(node, result),
            "Expand" => ExpandTarget(node, result),
            _ => null,
        };
        if (target is null) return null;
        var constant = rewriting.Builder.Constant(node.Inputs[1]!.Name, TensorData.FromInt64s(target, target.Length));
        return rewriting.Builder.Add(node.Operator, [rewriting.Now(node, 0), constant], node.Attributes, result.Name);
    }

    private static TensorData? Fold(Node node, Value result)
    {
        if (result.Contents is not { IsKnown: true } contents) return ConstantEvaluator.Evaluate(node, result);
        var numbers = contents.ToNumbers()!;
        long[] dimensions = [.. contents.Dimensions];
        return result.ElementType switch
        {
            ElementType.Int64 => TensorData.FromInt64s(numbers, dimensions),
            ElementType.Int32 => TensorData.From<int>(ElementType.Int32, [.. numbers.Select(number => (int)number)], dimensions),
            ElementType.Bool => TensorData.From<byte>(ElementType.Bool, [.. numbers.Select(number => (byte)(number == 0 ? 0 : 1))], dimensions),
            _ => null,
        };
    }

    private static long[]? ReshapeTarget(Node node, Value result)
    {
        if (node.Inputs[1]!.Constant is not null || node.Attributes.GetInt("allowzero") != 0 || result.Shape is not { } shape) return null;
        var x = node.Inputs[0]!.Shape;
        var target = new long[shape.Count];
        for (var i = 0; i < target.Length; i++)
        {
            if (shape[i].Length == 0) return null;
            target[i] = shape[i].Length ?? (shape[i].Symbol is not null && i < x?.Count && x[i] == shape[i] ? 0 : -1);
        }

        return target.Count(length => length == -1) <= 1 ? target : null;
    }

    private static long[]? ExpandTarget(Node node, Value result)
    {
        if (node.Inputs[1]!.Constant is not null || result.Shape is not { } shape || node.Inputs[0]!.Shape is not { } x) return null;
        var target = new long[shape.Count];
        var added = shape.Count - x.Count;
        for (var i = 0; i < target.Length; i++)
        {
            var isAsBefore = i >= added && shape[i].Symbol is not null && x[i - added] == shape[i];
            if (!shape[i].IsKnown && !isAsBefore) return null;
            target[i] = shape[i].Length ?? 1;
        }

        return target;
    }
}
