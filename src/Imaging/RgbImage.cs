namespace MLPipeline.Imaging;

/// <summary>An upright sRGB picture: <c>[Height, Width, 3]</c> bytes, row-major, channels R, G, B, no padding between rows.</summary>
public sealed class RgbImage
{
    /// <param name="width">Pixels, at least 1.</param>
    /// <param name="height">Pixels, at least 1.</param>
    /// <param name="pixels"><c>[height, width, 3]</c>; kept, not copied.</param>
    /// <exception cref="ArgumentException">A side is below 1, or the array's length is not height x width x 3.</exception>
    public RgbImage(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.LongLength != 3L * width * height)
            throw new ArgumentException($"A {width} x {height} RGB image has {3L * width * height} bytes; the array has {pixels.LongLength}.", nameof(pixels));

        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary><c>[Height, Width, 3]</c>; the image's own memory.</summary>
    public byte[] Pixels { get; }

    /// <summary>The colour at column <paramref name="x"/> (0 is left) and row <paramref name="y"/> (0 is the top).</summary>
    public Rgb this[int x, int y]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)x, (uint)Width, nameof(x));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
            var offset = 3 * ((y * Width) + x);
            return new(Pixels[offset], Pixels[offset + 1], Pixels[offset + 2]);
        }
    }

    /// <summary>A new image by <paramref name="rule"/>; see <see cref="ImageDecoder.ResizeInto"/>.</summary>
    public RgbImage Resize(ResizeRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var pixels = new byte[3 * rule.Width * rule.Height];
        ImageDecoder.ResizeInto(Pixels, Width, Height, rule, pixels);
        return new(rule.Width, rule.Height, pixels);
    }
}
