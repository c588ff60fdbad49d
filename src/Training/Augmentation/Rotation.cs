namespace MLPipeline.Training;

/// <summary>
/// Turns the image about its centre by a uniformly random angle; bilinear, what comes from outside is black. The size stays, corners are lost.
/// </summary>
public sealed record Rotation : ImageTransform
{
    /// <value>Largest angle in degrees to either side, above 0 and at most 180. Default 10.</value>
    public double Degrees { get; init; } = 10;

    internal override string Expression => $"rotate:{Degrees}";

    /// <inheritdoc/>
    public override IEnumerable<string> Faults()
    {
        if (!(Degrees is > 0 and <= 180))
        {
            yield return $"The angle {Degrees} of rotate must be above 0 and at most 180 degrees.";
        }
    }

    internal override void Apply(WorkingImage image, ref KeyedRandom random) => Turn(image, random.NextBetween(-Degrees, Degrees));

    /// <summary>Counter-clockwise by <paramref name="degrees"/>.</summary>
    internal static void Turn(WorkingImage image, double degrees)
    {
        var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
        var (centerX, centerY) = ((image.Width - 1) / 2.0, (image.Height - 1) / 2.0);
        var next = image.Next(image.Height, image.Width);
        for (var y = 0; y < image.Height; y++)
        {
            // The place that a result comes from, with y pointing down: (x, y) = (x' cos - y' sin, x' sin + y' cos).
            var startX = centerX - (centerX * cosine) - ((y - centerY) * sine);
            var startY = centerY - (centerX * sine) + ((y - centerY) * cosine);
            var row = next.Slice(y * image.Stride, image.Stride);
            for (var x = 0; x < image.Width; x++)
            {
                Sample(image, startX + (x * cosine), startY + (x * sine), row.Slice(x * image.Channels, image.Channels));
            }
        }

        image.Replace(image.Height, image.Width);
    }

    private static void Sample(WorkingImage image, double x, double y, Span<byte> target)
    {
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        if (left < -1 || top < -1 || left >= image.Width || top >= image.Height)
        {
            target.Clear();
            return;
        }

        // A corner outside the image is black: its weight falls to zero and its place to one that exists.
        var (right, bottom) = ((float)(x - left), (float)(y - top));
        var leftWeight = left >= 0 ? 1 - right : 0;
        var rightWeight = left + 1 < image.Width ? right : 0;
        var topWeight = top >= 0 ? 1 - bottom : 0;
        var bottomWeight = top + 1 < image.Height ? bottom : 0;
        var leftPlace = Math.Max(left, 0) * image.Channels;
        var rightPlace = Math.Min(left + 1, image.Width - 1) * image.Channels;
        var upper = image.Row(Math.Max(top, 0));
        var lower = image.Row(Math.Min(top + 1, image.Height - 1));
        for (var c = 0; c < target.Length; c++)
        {
            var sum = (topWeight * ((leftWeight * upper[leftPlace + c]) + (rightWeight * upper[rightPlace + c])))
                + (bottomWeight * ((leftWeight * lower[leftPlace + c]) + (rightWeight * lower[rightPlace + c])));
            target[c] = (byte)(sum + 0.5f);
        }
    }
}
