namespace MLPipeline.Training;

/// <summary>
/// Paints a rectangle of random area and shape in the data's mean colour, which normalisation makes 0 up to the rounding of a byte (Zhong et al. 2017).
/// </summary>
public sealed record RandomErasing : ImageTransform
{
    private const int Tries = 10;

    /// <value>How often, 0 to 1. Default 0.5.</value>
    public double Probability { get; init; } = 0.5;

    /// <value>Smallest part of the image's area, above 0. Default 0.02.</value>
    public double MinimumScale { get; init; } = 0.02;

    /// <value>Largest part of the image's area, below 1. Default 1/3.</value>
    public double MaximumScale { get; init; } = 1.0 / 3;

    /// <value>Smallest height divided by width, above 0; drawn evenly in its logarithm between this and its inverse. Default 0.3.</value>
    public double MinimumRatio { get; init; } = 0.3;

    internal override string Expression => $"erase:{Probability}:{MinimumScale}:{MaximumScale}:{MinimumRatio}";

    /// <inheritdoc/>
    public override IEnumerable<string> Faults()
    {
        if (!(MinimumScale > 0 && MinimumScale <= MaximumScale && MaximumScale < 1))
        {
            yield return $"The scales {MinimumScale} to {MaximumScale} of erase must be above 0, below 1, the smaller one first.";
        }

        if (!(MinimumRatio is > 0 and <= 1))
        {
            yield return $"The ratio {MinimumRatio} of erase must be above 0 and at most 1.";
        }

        foreach (var fault in ProbabilityFaults(Probability, "erase"))
        {
            yield return fault;
        }
    }

    internal override void Apply(WorkingImage image, ref KeyedRandom random)
    {
        if (!random.NextChance(Probability) || ChooseWindow(image.Height, image.Width, ref random) is not { } window)
        {
            return;
        }

        for (var y = 0; y < window.Height; y++)
        {
            var row = image.Row(window.Top + y).Slice(window.Left * image.Channels, window.Width * image.Channels);
            for (var i = 0; i < row.Length; i += image.Channels)
            {
                image.MeanColor.CopyTo(row[i..]);
            }
        }
    }

    /// <summary>Null where ten rectangles in a row did not fit; the image then stays as it is.</summary>
    internal PixelWindow? ChooseWindow(int height, int width, ref KeyedRandom random)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var area = random.NextBetween(MinimumScale, MaximumScale) * height * width;
            var ratio = Math.Exp(random.NextBetween(Math.Log(MinimumRatio), -Math.Log(MinimumRatio)));
            var (h, w) = ((int)Math.Round(Math.Sqrt(area * ratio)), (int)Math.Round(Math.Sqrt(area / ratio)));
            if (h > 0 && h < height && w > 0 && w < width)
            {
                return new(random.NextIndex(height - h + 1), random.NextIndex(width - w + 1), h, w);
            }
        }

        return null;
    }
}
