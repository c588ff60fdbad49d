using MLPipeline.Imaging;

namespace MLPipeline.Reporting;

/// <summary>Images as small as a page shows them, with their proportions.</summary>
public static class Thumbnail
{
    /// <summary>The longest side of a thumbnail, in pixels.</summary>
    public const int Side = 96;

    /// <summary>Reads an image file no larger than needed; an image that is smaller than a thumbnail stays as it is.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ImageException">The image cannot be read or decoded.</exception>
    public static RgbImage ReadFile(string path)
    {
        using var encoded = ImageFileReader.ReadPooled(path);
        var header = ImageDecoder.ReadHeader(encoded.Span);
        return ImageDecoder.Decode(encoded.Span, SizeOf(header.Width, header.Height));
    }

    internal static ResizeRule SizeOf(int width, int height)
    {
        var scale = Math.Min(1, (double)Side / Math.Max(width, height));
        int Scaled(int side) => Math.Max(1, (int)Math.Round(side * scale));
        return ResizeRule.Squash(Scaled(width), Scaled(height));
    }
}
