namespace MLPipeline.Training;

/// <summary>Mirrors the image top to bottom.</summary>
public sealed record VerticalFlip : ImageTransform
{
    /// <value>How often, 0 to 1. Default 0.5.</value>
    public double Probability { get; init; } = 0.5;

    internal override string Expression => $"vflip:{Probability}";

    /// <inheritdoc/>
    public override IEnumerable<string> Faults() => ProbabilityFaults(Probability, "vflip");

    internal override void Apply(WorkingImage image, ref KeyedRandom random)
    {
        if (!random.NextChance(Probability))
        {
            return;
        }

        var next = image.Next(image.Height, image.Width);
        for (var y = 0; y < image.Height; y++)
        {
            image.Row(image.Height - 1 - y).CopyTo(next[(y * image.Stride)..]);
        }

        image.Replace(image.Height, image.Width);
    }
}
