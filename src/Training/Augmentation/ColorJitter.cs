namespace MLPipeline.Training;

/// <summary>
/// Changes brightness, contrast, saturation and hue, each by a random amount and in a random order, as torchvision's <c>ColorJitter</c>. Grey
/// images have no saturation or hue to change.
/// </summary>
public sealed record ColorJitter : ImageTransform
{
    private const int Steps = 4;

    /// <value>Brightness b: all values times a factor from [max(0, 1 - b), 1 + b]. Default 0.2.</value>
    public double Brightness { get; init; } = 0.2;

    /// <value>Contrast c: distances from the image's mean luminance times a factor from [max(0, 1 - c), 1 + c]. Default 0.2.</value>
    public double Contrast { get; init; } = 0.2;

    /// <value>Saturation s: distances from the pixel's luminance times a factor from [max(0, 1 - s), 1 + s]. Default 0.2.</value>
    public double Saturation { get; init; } = 0.2;

    /// <value>Hue h: turned by a part of the full circle from [-h, h], at most 0.5. Default 0.05.</value>
    public double Hue { get; init; } = 0.05;

    internal override string Expression => $"color:{Brightness}:{Contrast}:{Saturation}:{Hue}";

    /// <inheritdoc/>
    public override IEnumerable<string> Faults()
    {
        foreach (var (name, value, largest) in new[]
        {
            ("brightness", Brightness, 10), ("contrast", Contrast, 10), ("saturation", Saturation, 10), ("hue", Hue, 0.5),
        })
        {
            if (!(value >= 0 && value <= largest))
            {
                yield return $"The {name} {value} of color must be 0 to {largest}.";
            }
        }
    }

    internal override void Apply(WorkingImage image, ref KeyedRandom random)
    {
        // All numbers are drawn whatever is switched off: one option does not change what the others do.
        var brightness = Factor(Brightness, ref random);
        var contrast = Factor(Contrast, ref random);
        var saturation = Factor(Saturation, ref random);
        var hue = random.NextBetween(-Hue, Hue);

        Span<int> order = [0, 1, 2, 3];
        for (var left = Steps; left > 0; left--)
        {
            var chosen = random.NextIndex(left);
            switch (order[chosen])
            {
                case 0 when Brightness > 0:
                    ColorOperations.ScaleBrightness(image, brightness);
                    break;
                case 1 when Contrast > 0:
                    ColorOperations.ScaleContrast(image, contrast);
                    break;
                case 2 when Saturation > 0 && image.Channels == 3:
                    ColorOperations.ScaleSaturation(image, saturation);
                    break;
                case 3 when Hue > 0 && image.Channels == 3:
                    ColorOperations.TurnHue(image, hue);
                    break;
            }

            order[chosen] = order[left - 1];
        }
    }

    private static double Factor(double strength, ref KeyedRandom random) => random.NextBetween(Math.Max(0, 1 - strength), 1 + strength);
}
