using System.Numerics.Tensors;

namespace MLPipeline.Training;

/// <summary>Softmax and weighted cross-entropy on a batch of logits.</summary>
internal static class SoftmaxLoss
{
    /// <summary>
    /// Replaces logits by the derivative of the batch's loss <c>Σ w_b · -ln p_b[label] · scale</c>, which is <c>(p - onehot) · w_b · scale</c>.
    /// </summary>
    /// <param name="logits">[rows, classes]; becomes the derivative.</param>
    /// <param name="labels">The class of each row.</param>
    /// <param name="weights">The weight of each class.</param>
    /// <param name="scale">Usually 1 / sum of the rows' weights.</param>
    /// <returns>Sum over the rows of weight · loss (unscaled), sum of weights, and rows classified right.</returns>
    public static (double Loss, double Weight, int Correct) Differentiate(Span<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<float> weights, double scale)
    {
        var classes = weights.Length;
        double loss = 0, weight = 0;
        var correct = 0;
        for (var b = 0; b < labels.Length; b++)
        {
            var row = logits.Slice(b * classes, classes);
            var label = labels[b];
            if (TensorPrimitives.IndexOfMax<float>(row) == label)
            {
                correct++;
            }

            loss += weights[label] * Probabilities(row, label);
            weight += weights[label];
            row[label] -= 1;
            TensorPrimitives.Multiply(row, (float)(weights[label] * scale), row);
        }

        return (loss, weight, correct);
    }

    /// <summary>Replaces a row of logits by its softmax.</summary>
    /// <returns>The cross-entropy of <paramref name="label"/> in nats, exact where the probability itself underflows.</returns>
    public static double Probabilities(Span<float> row, int label)
    {
        TensorPrimitives.Subtract(row, TensorPrimitives.Max<float>(row), row);
        var logit = row[label];
        TensorPrimitives.Exp(row, row);
        var sum = TensorPrimitives.Sum<float>(row);
        TensorPrimitives.Divide(row, sum, row);
        return Math.Log(sum) - logit;
    }
}
