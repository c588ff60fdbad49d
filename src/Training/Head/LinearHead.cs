namespace MLPipeline.Training;

/// <summary>
/// A dense layer with softmax on unstandardised features: <c>softmax(x · Wᵀ + b)</c>. The same numbers go into the exported file.
/// Immutable and thread-safe.
/// </summary>
public sealed class LinearHead
{
    private readonly float[] _weights;
    private readonly float[] _bias;

    /// <summary>Takes over its arguments.</summary>
    /// <param name="weights"><c>[classes, width]</c>.</param>
    /// <param name="bias"><c>[classes]</c>.</param>
    public LinearHead(float[] weights, float[] bias)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(bias);
        if (bias.Length == 0 || weights.Length % bias.Length != 0)
        {
            throw new ArgumentException($"{weights.Length} weights do not fit {bias.Length} classes.", nameof(weights));
        }

        _weights = weights;
        _bias = bias;
    }

    /// <summary>Classes.</summary>
    public int Classes => _bias.Length;

    /// <summary>Features.</summary>
    public int Width => _weights.Length / _bias.Length;

    /// <summary><c>[classes, width]</c>.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary><c>[classes]</c>.</summary>
    public ReadOnlySpan<float> Bias => _bias;

    /// <summary>Class probabilities, <c>[classes]</c>, of one row of features, <c>[width]</c>.</summary>
    public void Predict(ReadOnlySpan<float> features, Span<float> scores)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Length, Width);
        ArgumentOutOfRangeException.ThrowIfNotEqual(scores.Length, Classes);
        for (var k = 0; k < Classes; k++)
        {
            scores[k] = System.Numerics.Tensors.TensorPrimitives.Dot(features, _weights.AsSpan(k * Width, Width)) + _bias[k];
        }

        SoftmaxLoss.Probabilities(scores, 0);
    }

    /// <summary>The head for plain features from weights learned on standardised ones: <c>W' = W · s</c>, <c>b' = b - Σ W' · mean</c>.</summary>
    internal static LinearHead Fold(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, FeatureStandardization standardization)
    {
        var width = standardization.Mean.Length;
        var folded = new float[weights.Length];
        var foldedBias = new float[bias.Length];
        for (var k = 0; k < bias.Length; k++)
        {
            double shift = bias[k];
            for (var d = 0; d < width; d++)
            {
                var weight = weights[(k * width) + d] * standardization.Scale[d];
                folded[(k * width) + d] = weight;
                shift -= (double)weight * standardization.Mean[d];
            }

            foldedBias[k] = (float)shift;
        }

        return new LinearHead(folded, foldedBias);
    }
}
