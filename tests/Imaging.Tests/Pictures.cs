namespace MLPipeline.Imaging.Tests;

/// <summary>Pictures made by arithmetic.</summary>
internal static class Pictures
{
    /// <summary>Red grows to the right, green downwards, blue along the diagonal; no two corners are alike.</summary>
    public static RgbImage Gradient(int width, int height)
    {
        var pixels = new byte[3 * width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var offset = 3 * ((y * width) + x);
                pixels[offset] = (byte)(255 * x / Math.Max(1, width - 1));
                pixels[offset + 1] = (byte)(255 * y / Math.Max(1, height - 1));
                pixels[offset + 2] = (byte)(7 * (x + y));
            }
        }

        return new(width, height, pixels);
    }

    public static RgbImage Plain(int width, int height, Rgb colour)
    {
        var pixels = new byte[3 * width * height];
        for (var i = 0; i < pixels.Length; i += 3)
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (colour.R, colour.G, colour.B);
        return new(width, height, pixels);
    }
}
