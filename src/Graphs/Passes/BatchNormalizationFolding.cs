namespace MLPipeline.Graphs;

/// <summary>Multiplies batch normalisation into the convolution in front of it.</summary>
/// <remarks>
/// Requires constant weights and statistics in 32-bit floats; run <see cref="ConstantFolding"/> first where a file reaches them
/// by way of other nodes. Ensures that no BatchNormalization is left behind a Conv whose result nothing else uses. Results agree
/// to rounding, not to the bit. For networks that are used as they are: training wants the normalisation kept.
/// </remarks>
public sealed class BatchNormalizationFolding : GraphPass
{
    private protected override Value? Rewrite(Rewriting rewriting, Node node)
    {
        if (!node.Is("BatchNormalization") || node.Outputs is not [{ } result] || node.Attributes.GetInt("training_mode") != 0) return null;
        if (node.Inputs[0]!.Producer is not { } convolution || !convolution.Is("Conv") || !rewriting.HasOneUse(node.Inputs[0]!)) return null;
        if (Floats(convolution, 1) is not { } weights || (convolution.Input(2) is not null && Floats(convolution, 2) is null)) return null;
        if (Floats(node, 1) is not { } gamma || Floats(node, 2) is not { } beta || Floats(node, 3) is not { } mean || Floats(node, 4) is not { } variance) return null;

        // y = gamma * (W x + b - mean) / sqrt(variance + epsilon) + beta = (s W) x + s (b - mean) + beta, with s = gamma / sqrt(variance + epsilon).
        var epsilon = node.Attributes.GetFloat("epsilon", 1e-5f);
        var bias = Floats(convolution, 2) ?? new float[gamma.Length];
        var filterSize = weights.Length / gamma.Length;
        for (var channel = 0; channel < gamma.Length; channel++)
        {
            var scale = gamma[channel] / Math.Sqrt((double)variance[channel] + epsilon);
            foreach (ref var weight in weights.AsSpan(channel * filterSize, filterSize)) weight = (float)(weight * scale);
            bias[channel] = (float)(((bias[channel] - (double)mean[channel]) * scale) + beta[channel]);
        }

        var builder = rewriting.Builder;
        var newWeights = builder.Constant(convolution.Inputs[1]!.Name, TensorData.FromFloats(weights, [.. convolution.Inputs[1]!.Constant!.Dimensions]));
        var newBias = builder.Constant(node.Inputs[2]!.Name, TensorData.FromFloats(bias, bias.Length));
        return builder.Add("Conv", [rewriting.Now(convolution, 0), newWeights, newBias], convolution.Attributes, result.Name);
    }

    private static float[]? Floats(Node node, int input) =>
        node.Input(input)?.Constant is { ElementType: ElementType.Float32 } constant ? constant.ToFloats() : null;
}
