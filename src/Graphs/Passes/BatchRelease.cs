namespace MLPipeline.Graphs;

/// <summary>Makes the batch of a network free that was exported for one batch size, most often 1.</summary>
/// <remarks>
/// Requires that the first dimension of every input is the batch. Ensures that it is the symbol <c>batch</c> in every input; a
/// constant Reshape that names the old batch first takes it from its input instead. Fails when the first dimension of an output
/// does not follow the batch. Does nothing to a network whose batch is free.
/// </remarks>
public sealed class BatchRelease : GraphPass
{
    private const string Symbol = "batch";

    private protected override TensorShape? ShapeOf(Value input) => IsFixed(input) ? input.Shape!.With(0, Symbol) : input.Shape;

    private protected override Value? Rewrite(Rewriting rewriting, Node node)
    {
        if (!node.Is("Reshape") || node.Inputs[1]!.Contents?.ToNumbers() is not [> 0, ..] target || node.Attributes.GetInt("allowzero") != 0) return null;
        var x = rewriting.Now(node.Inputs[0]!);
        if (x.Shape is not { Count: > 0 } shape || shape[0].Symbol != Symbol || node.Inputs[0]!.Shape![0].Length != target[0]) return null;
        target[0] = 0;
        var constant = rewriting.Builder.Constant(node.Inputs[1]!.Name, TensorData.FromInt64s(target, target.Length));
        return rewriting.Builder.Add("Reshape", [x, constant], node.Attributes, node.Outputs[0]!.Name);
    }

    private protected override void Verify(Graph before, Graph after)
    {
        if (!before.Inputs.Any(IsFixed)) return;
        if (after.Outputs.FirstOrDefault(output => output.Shape is { Count: > 0 } shape && shape[0].IsKnown) is not { } stuck) return;
        throw new GraphFormatException(
            $"Network '{before.Name}' is made for {string.Join(", ", before.Inputs)}, and output '{stuck.Name}' stays at {stuck.Shape} with another batch. Export it with a dynamic batch.");
    }

    private static bool IsFixed(Value input) => input.Shape is { Count: > 1 } shape && shape[0].IsKnown;
}
