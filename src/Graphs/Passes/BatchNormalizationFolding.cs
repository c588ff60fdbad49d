namespace MLPipeline.Graphs;

/// <summary>Multiplies batch normalisation into the convolution in front of it.</summary>
/// <remarks>
/// Requires constant weights and statistics in 32-bit floats; run <see cref="ConstantFolding"/> first where a file reaches them
/// by way of other nodes. Ensures that no BatchNormalization is left behind a Conv whose result nothing else uses. Results agree
/// to rounding, not to the bit. For networks that are used as they are or start from good weights: from zero, training wants the normalisation.
/// </remarks>
public sealed class BatchNormalizationFolding : GraphPass
{
    private protected override Value? Rewrite(Rewriting rewriting, Node node)
    {
        if (node.Is("BatchNormalization")) return CanBeFolded(rewriting, node) ? rewriting.Now(node, 0) : null;
        if (!node.Is("Conv") || rewriting.Graph.ConsumersOf(node.Outputs[0]!) is not [var normalization] || !CanBeFolded(rewriting, normalization)) return null;
        return Fold(rewriting, node, normalization);
    }

    private static bool CanBeFolded(Rewriting rewriting, Node node) =>
        node.Is("BatchNormalization") && node.Outputs is [not null] && node.Attributes.GetInt("training_mode") == 0
        && node.Inputs[0]!.Producer is { } convolution && convolution.Is("Conv") && rewriting.HasOneUse(node.Inputs[0]!)
        && IsConstant(convolution, 1) && (convolution.Input(2) is null || IsConstant(convolution, 2))
        && Enumerable.Range(1, 4).All(input => IsConstant(node, input));

    /// <summary>Stands for the results of both; the weights keep their name, the bias has that of the normalisation's.</summary>
    private static Value Fold(Rewriting rewriting, Node convolution, Node normalization)
    {
        var (weights, gamma, beta) = (Floats(convolution, 1), Floats(normalization, 1), Floats(normalization, 2));
        var (mean, variance) = (Floats(normalization, 3), Floats(normalization, 4));

        // y = gamma * (W x + b - mean) / sqrt(variance + epsilon) + beta = (s W) x + s (b - mean) + beta, with s = gamma / sqrt(variance + epsilon).
        var epsilon = normalization.Attributes.GetFloat("epsilon", 1e-5f);
        var bias = convolution.Input(2) is null ? new float[gamma.Length] : Floats(convolution, 2);
        var filterSize = weights.Length / gamma.Length;
        for (var channel = 0; channel < gamma.Length; channel++)
        {
            var scale = gamma[channel] / Math.Sqrt((double)variance[channel] + epsilon);
            foreach (ref var weight in weights.AsSpan(channel * filterSize, filterSize)) weight = (float)(weight * scale);
            bias[channel] = (float)(((bias[channel] - (double)mean[channel]) * scale) + beta[channel]);
        }

        var builder = rewriting.Builder;
        var oldWeights = convolution.Inputs[1]!;
        var newWeights = builder.Constant(oldWeights.Name, TensorData.FromFloats(weights, [.. oldWeights.Constant!.Dimensions]));
        var newBias = builder.Constant(normalization.Inputs[2]!.Name, TensorData.FromFloats(bias, bias.Length));
        return builder.Add(
            "Conv", [rewriting.Now(convolution, 0), newWeights, newBias], convolution.Attributes, normalization.Outputs[0]!.Name);
    }

    private static bool IsConstant(Node node, int input) => node.Input(input)?.Constant is { ElementType: ElementType.Float32 };

    private static float[] Floats(Node node, int input) => node.Inputs[input]!.Constant!.ToFloats();
}
