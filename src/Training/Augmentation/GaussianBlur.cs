using System.Numerics.Tensors;

namespace MLPipeline.Training;

/// <summary>
/// Blurs with a Gaussian of random width, cut off at three deviations; beyond the border the image is mirrored.
/// </summary>
public sealed record GaussianBlur : ImageTransform
{
    /// <value>Smallest standard deviation in pixels, above 0. Default 0.1.</value>
    public double MinimumDeviation { get; init; } = 0.1;

    /// <value>Largest standard deviation in pixels, at most 10. Default 2.</value>
    public double MaximumDeviation { get; init; } = 2;

    /// <value>How often, 0 to 1. Default 0.5.</value>
    public double Probability { get; init; } = 0.5;

    internal override string Expression => $"blur:{MinimumDeviation}:{MaximumDeviation}:{Probability}";

    /// <inheritdoc/>
    public override IEnumerable<string> Faults()
    {
        if (!(MinimumDeviation > 0 && MinimumDeviation <= MaximumDeviation && MaximumDeviation <= 10))
        {
            yield return $"The deviations {MinimumDeviation} to {MaximumDeviation} of blur must be above 0, at most 10, the smaller one first.";
        }

        foreach (var fault in ProbabilityFaults(Probability, "blur"))
        {
            yield return fault;
        }
    }

    internal override void Apply(WorkingImage image, ref KeyedRandom random)
    {
        if (random.NextChance(Probability))
        {
            Blur(image, random.NextBetween(MinimumDeviation, MaximumDeviation));
        }
    }

    /// <summary>Rows first, then columns: a Gaussian is the product of its two directions.</summary>
    internal static void Blur(WorkingImage image, double deviation)
    {
        var radius = (int)Math.Ceiling(3 * deviation);
        Span<float> weights = stackalloc float[(2 * radius) + 1];
        FillWeights(weights, radius, deviation);

        var (height, width, channels, stride) = (image.Height, image.Width, image.Channels, image.Stride);
        var rows = image.Floats(0, height * stride);
        var mirrored = image.Floats(1, stride + (2 * radius * channels));
        for (var y = 0; y < height; y++)
        {
            var source = image.Row(y);
            for (var x = -radius; x < width + radius; x++)
            {
                var (from, to) = (Edges.Reflect(x, width) * channels, (x + radius) * channels);
                for (var c = 0; c < channels; c++)
                {
                    mirrored[to + c] = source[from + c];
                }
            }

            var sums = rows.Slice(y * stride, stride);
            sums.Clear();
            for (var k = 0; k < weights.Length; k++)
            {
                TensorPrimitives.MultiplyAdd(mirrored.Slice(k * channels, stride), weights[k], sums, sums);
            }
        }

        var sum = image.Floats(2, stride);
        for (var y = 0; y < height; y++)
        {
            sum.Clear();
            for (var k = 0; k < weights.Length; k++)
            {
                TensorPrimitives.MultiplyAdd(rows.Slice(Edges.Reflect(y + k - radius, height) * stride, stride), weights[k], sum, sum);
            }

            var target = image.Row(y);
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = (byte)(Math.Min(sum[i], 255) + 0.5f);
            }
        }
    }

    private static void FillWeights(Span<float> weights, int radius, double deviation)
    {
        var sum = 0.0;
        for (var k = 0; k < weights.Length; k++)
        {
            var distance = (k - radius) / deviation;
            weights[k] = (float)Math.Exp(-0.5 * distance * distance);
            sum += weights[k];
        }

        foreach (ref var weight in weights)
        {
            weight = (float)(weight / sum);
        }
    }
}
