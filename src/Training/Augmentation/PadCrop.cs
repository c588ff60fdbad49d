namespace MLPipeline.Training;

/// <summary>Pads the image on all sides and cuts a window of the old size out of it, at a uniformly random place.</summary>
public sealed record PadCrop : ImageTransform
{
    /// <value>Pixels on each side, 1 to 1024. Default 4.</value>
    public int Padding { get; init; } = 4;

    /// <value>Whether the padding mirrors the image (without repeating its border) instead of being black. Default false.</value>
    public bool Reflect { get; init; }

    internal override string Expression => Reflect ? $"pad-crop:{Padding}:reflect" : $"pad-crop:{Padding}";

    /// <inheritdoc/>
    public override IEnumerable<string> Faults()
    {
        if (Padding is < 1 or > 1024)
        {
            yield return $"The padding {Padding} of pad-crop must be 1 to 1024.";
        }
    }

    internal override void Apply(WorkingImage image, ref KeyedRandom random)
    {
        var top = random.NextIndex((2 * Padding) + 1) - Padding;
        var left = random.NextIndex((2 * Padding) + 1) - Padding;
        var next = image.Next(image.Height, image.Width);
        for (var y = 0; y < image.Height; y++)
        {
            var target = next.Slice(y * image.Stride, image.Stride);
            if (Reflect)
            {
                MirrorRow(image, Edges.Reflect(y + top, image.Height), left, target);
            }
            else
            {
                ShiftRow(image, y + top, left, target);
            }
        }

        image.Replace(image.Height, image.Width);
    }

    private static void ShiftRow(WorkingImage image, int y, int left, Span<byte> target)
    {
        if ((uint)y >= (uint)image.Height || Math.Abs(left) >= image.Width)
        {
            target.Clear();
            return;
        }

        var shift = Math.Abs(left) * image.Channels;
        if (left < 0)
        {
            target[..shift].Clear();
            image.Row(y)[..^shift].CopyTo(target[shift..]);
        }
        else
        {
            image.Row(y)[shift..].CopyTo(target);
            target[^shift..].Clear();
        }
    }

    private static void MirrorRow(WorkingImage image, int y, int left, Span<byte> target)
    {
        var source = image.Row(y);
        var channels = image.Channels;
        for (var x = 0; x < image.Width; x++)
        {
            source.Slice(Edges.Reflect(x + left, image.Width) * channels, channels).CopyTo(target[(x * channels)..]);
        }
    }
}
