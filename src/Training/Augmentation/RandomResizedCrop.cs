namespace MLPipeline.Training;

/// <summary>
/// Cuts a window of random area and shape out of the image and scales it to the network's input size (antialiased bilinear), as torchvision's
/// <c>RandomResizedCrop</c>.
/// </summary>
public sealed record RandomResizedCrop : ImageTransform
{
    private const int Tries = 10;

    /// <value>Smallest part of the image's area, above 0. Default 0.08.</value>
    public double MinimumScale { get; init; } = 0.08;

    /// <value>Largest part of the image's area, at most 1. Default 1.</value>
    public double MaximumScale { get; init; } = 1;

    /// <value>Smallest width divided by height, above 0; drawn evenly in its logarithm. Default 3/4.</value>
    public double MinimumRatio { get; init; } = 3.0 / 4;

    /// <value>Largest width divided by height. Default 4/3.</value>
    public double MaximumRatio { get; init; } = 4.0 / 3;

    internal override string Expression => $"resized-crop:{MinimumScale}:{MaximumScale}:{MinimumRatio}:{MaximumRatio}";

    /// <inheritdoc/>
    public override IEnumerable<string> Faults()
    {
        if (!(MinimumScale > 0 && MinimumScale <= MaximumScale && MaximumScale <= 1))
        {
            yield return $"The scales {MinimumScale} to {MaximumScale} of resized-crop must be above 0, at most 1, the smaller one first.";
        }

        if (!(MinimumRatio > 0 && MinimumRatio <= MaximumRatio && double.IsFinite(MaximumRatio)))
        {
            yield return $"The ratios {MinimumRatio} to {MaximumRatio} of resized-crop must be above 0, the smaller one first.";
        }
    }

    internal override void Apply(WorkingImage image, ref KeyedRandom random)
    {
        var window = ChooseWindow(image.Height, image.Width, ref random);
        WindowScaler.Scale(image, window, image.OutputHeight, image.OutputWidth);
    }

    internal PixelWindow ChooseWindow(int height, int width, ref KeyedRandom random)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var area = random.NextBetween(MinimumScale, MaximumScale) * height * width;
            var ratio = Math.Exp(random.NextBetween(Math.Log(MinimumRatio), Math.Log(MaximumRatio)));
            var (w, h) = ((int)Math.Round(Math.Sqrt(area * ratio)), (int)Math.Round(Math.Sqrt(area / ratio)));
            if (w > 0 && w <= width && h > 0 && h <= height)
            {
                return new(random.NextIndex(height - h + 1), random.NextIndex(width - w + 1), h, w);
            }
        }

        // The largest window in the middle whose shape is allowed.
        var shape = Math.Clamp((double)width / height, MinimumRatio, MaximumRatio);
        var (fullWidth, fullHeight) = (Math.Min(width, (int)Math.Round(height * shape)), Math.Min(height, (int)Math.Round(width / shape)));
        return new((height - fullHeight) / 2, (width - fullWidth) / 2, Math.Max(fullHeight, 1), Math.Max(fullWidth, 1));
    }
}
