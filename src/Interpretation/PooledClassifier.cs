using MLPipeline.Graphs;

namespace MLPipeline.Interpretation;

/// <summary>The end of a network that averages its last map over all places and has one dense layer behind that.</summary>
/// <param name="Map">The last map, <c>[N, C, H, W]</c> or <c>[N, H, W, C]</c>.</param>
/// <param name="HasChannelsLast">Whether it is the latter.</param>
/// <param name="Weights"><c>[K, C]</c>: a row per class.</param>
/// <param name="Bias"><c>[K]</c>; zeros where the layer has none.</param>
internal sealed record PooledClassifier(Value Map, bool HasChannelsLast, float[] Weights, float[] Bias)
{
    /// <summary>Null where the network ends otherwise.</summary>
    public static PooledClassifier? Find(Value logits)
    {
        if (DenseLayer(logits) is not var (features, weights, bias)) return null;
        var pooled = Behind(features, "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Identity", "Dropout");
        if (pooled.Producer is not { Domain.Length: 0 } pooling || AveragedAxes(pooling) is not { } firstAxis) return null;
        var map = pooling.Inputs[0]!;
        var channels = map.Shape![firstAxis == 1 ? 3 : 1].Length;
        return weights.Shape[1].Length == channels ? new PooledClassifier(map, firstAxis == 1, weights.ToFloats(), bias) : null;
    }

    /// <summary>
    /// What the last dense layer is applied to, its weights <c>[K, C]</c>, and its bias <c>[K]</c>, which may be added behind it.
    /// </summary>
    private static (Value Features, TensorData Weights, float[] Bias)? DenseLayer(Value logits)
    {
        var value = logits;
        var biases = new List<TensorData>();
        while (value.Producer is { } sum && (sum.Is("Add") || sum.Is("Identity")))
        {
            Value[] computed = [.. sum.Inputs.OfType<Value>().Where(input => input.Constant is null)];
            if (computed is not [var summand]) return null;
            biases.AddRange(sum.Inputs.Select(input => input?.Constant).OfType<TensorData>());
            value = summand;
        }

        if (value.Producer is not { } node || (!node.Is("Gemm") && !node.Is("MatMul"))) return null;
        if (node.Inputs[1]!.Constant is not { Dimensions: [var rows, var columns] } weights) return null;
        var attributes = node.Attributes;
        if (node.Is("Gemm") && (attributes.GetInt("transA") != 0 || attributes.GetFloat("alpha", 1) != 1)) return null;
        if (node.Is("Gemm") && node.Input(2) is { } added)
        {
            if (added.Constant is not { } bias || attributes.GetFloat("beta", 1) != 1) return null;
            biases.Add(bias);
        }

        var isTransposed = node.Is("MatMul") || attributes.GetInt("transB") == 0;
        var classes = isTransposed ? columns : rows;
        if (biases.Exists(bias => bias.Count != classes && bias.Count != 1)) return null;
        var layer = isTransposed ? Transpose(weights.ToFloats(), (int)rows, (int)columns) : weights;
        return (node.Inputs[0]!, layer, Sum(biases, (int)classes));
    }

    /// <summary>The first of the two neighbouring axes that a node averages over wholly; null when it does something else.</summary>
    private static int? AveragedAxes(Node pooling)
    {
        if (pooling.Inputs[0]?.Shape is not { Count: 4 } shape || !shape.Skip(1).All(length => length.IsKnown)) return null;
        switch (pooling.Operator)
        {
            case "GlobalAveragePool":
                return 2;
            case "AveragePool":
                var attributes = pooling.Attributes;
                var isWhole = attributes.GetInts("kernel_shape") is [var height, var width]
                    && shape[2].Length == height && shape[3].Length == width;
                return isWhole && (attributes.GetInts("pads") ?? []).All(pad => pad == 0) ? 2 : null;
            case "ReduceMean":
                var axes = pooling.Attributes.GetInts("axes") ?? pooling.Input(1)?.Constant?.ToInt64s() ?? [];
                return axes.Select(axis => axis < 0 ? axis + 4 : axis).Order().ToArray() switch
                {
                    [2, 3] => 2,
                    [1, 2] => 1,
                    _ => null,
                };
            default:
                return null;
        }
    }

    private static Value Behind(Value value, params ReadOnlySpan<string> operators)
    {
        while (value.Producer is { Domain.Length: 0 } node && operators.Contains(node.Operator)) value = node.Inputs[0]!;
        return value;
    }

    private static float[] Sum(IEnumerable<TensorData> biases, int classes)
    {
        var sum = new float[classes];
        foreach (var bias in biases)
        {
            var values = bias.ToFloats();
            for (var k = 0; k < classes; k++) sum[k] += values[values.Length == 1 ? 0 : k];
        }

        return sum;
    }

    private static TensorData Transpose(float[] weights, int rows, int columns)
    {
        var transposed = new float[weights.Length];
        for (var i = 0; i < weights.Length; i++) transposed[(i % columns * rows) + (i / columns)] = weights[i];
        return TensorData.FromFloats(transposed, columns, rows);
    }
}
