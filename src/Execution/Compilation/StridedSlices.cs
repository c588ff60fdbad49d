using MLPipeline.Graphs;

namespace MLPipeline.Execution.Compilation;

/// <summary>
/// Writes a Slice that takes every n-th row and column as an average pooling over windows of one pixel, whose gradient is known. Shortcuts of the small
/// residual networks are such slices.
/// </summary>
internal static class StridedSlices
{
    /// <summary>The same network with poolings; other slices stay. Names of constants are kept.</summary>
    public static Graph Rewrite(Graph network)
    {
        var strided = network.Nodes.Select(node => (Node: node, Strides: StridesOf(node))).Where(each => each.Strides is not null).ToArray();
        if (strided.Length == 0) return network;
        var builder = GraphBuilder.Like(network);
        var values = network.Inputs.ToDictionary(input => input, input => builder.Input(input.Name, input.ElementType!.Value, input.Shape));
        foreach (var (node, strides) in strided)
        {
            var source = TakeOver(node.Inputs[0]!);
            var window = AttributeMap.Empty.With("kernel_shape", 1L, 1L).With("strides", strides!);
            values.Add(node.Outputs[0]!, builder.Add("AveragePool", [source], window, node.Outputs[0]!.Name));
        }

        return builder.Build([.. network.Outputs.Select(output => (output.Name, TakeOver(output)))], network.Metadata);

        Value TakeOver(Value wanted)
        {
            foreach (var (old, now) in builder.Inline(network, values, wanted)) values.TryAdd(old, now);
            return values[wanted];
        }
    }

    /// <summary>The steps over rows and columns of a Slice that begins at the first pixel and goes to the last; null for any other node.</summary>
    private static long[]? StridesOf(Node node)
    {
        if (!node.Is("Slice") || node.Inputs[0]!.Shape is not { Count: 4 } shape || Integers(node, 4) is not { } steps || steps.All(step => step == 1)) return null;
        if (Integers(node, 1) is not { } starts || Integers(node, 2) is not { } ends || Integers(node, 3) is not { } axes) return null;
        long[] strides = [1, 1];
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = (int)(axes[i] < 0 ? axes[i] + 4 : axes[i]);
            if (axis < 2 || starts[i] != 0 || steps[i] < 1 || shape[axis].Length is not { } length || ends[i] < length) return null;
            strides[axis - 2] = steps[i];
        }

        return strides;
    }

    private static long[]? Integers(Node node, int input) => node.Input(input)?.Constant?.ToInt64s();
}
