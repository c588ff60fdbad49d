using System.Numerics.Tensors;

namespace MLPipeline.Quantization;

/// <summary>A network's probabilities for every image of a sample, and how far another network's are from them.</summary>
internal sealed class Answers(float[][] scores)
{
    /// <summary>The smallest probability that counts: what is below says nothing but how a softmax rounds.</summary>
    private const double Least = 1e-7;

    /// <summary>Probabilities of one image, <c>[K]</c>.</summary>
    public ReadOnlySpan<float> this[int image] => scores[image];

    public int Count => scores.Length;

    /// <summary>The mean Kullback-Leibler divergence of the other's answers from these, in nats.</summary>
    public double Divergence(Answers other)
    {
        double sum = 0;
        for (var image = 0; image < scores.Length; image++)
        {
            for (var k = 0; k < scores[image].Length; k++)
            {
                var (p, q) = (Math.Max(scores[image][k], Least), Math.Max(other[image][k], Least));
                sum += p * Math.Log(p / q);
            }
        }

        return sum / Math.Max(1, scores.Length);
    }

    /// <summary>The share of images that both put into the same class.</summary>
    public double Agreement(Answers other) =>
        Enumerable.Range(0, scores.Length).Count(image => TensorPrimitives.IndexOfMax(this[image]) == TensorPrimitives.IndexOfMax(other[image]))
        / (double)Math.Max(1, scores.Length);
}
