namespace MLPipeline.Training;

/// <summary>Changes of colour with a given strength; results are rounded and limited to 0 … 255.</summary>
internal static class ColorOperations
{
    // Luminance of ITU-R BT.601.
    private const float Red = 0.299f, Green = 0.587f, Blue = 0.114f;

    public static void ScaleBrightness(WorkingImage image, double factor) => ScaleFrom(image, 0, factor);

    public static void ScaleContrast(WorkingImage image, double factor) => ScaleFrom(image, MeanLuminance(image), factor);

    public static void ScaleSaturation(WorkingImage image, double factor)
    {
        var scale = (float)factor;
        var pixels = image.Pixels;
        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            var grey = (Red * pixels[i]) + (Green * pixels[i + 1]) + (Blue * pixels[i + 2]);
            for (var c = i; c < i + 3; c++)
            {
                pixels[c] = ToByte(grey + (scale * (pixels[c] - grey)));
            }
        }
    }

    /// <summary>Turns the hue of the hexagonal HSV model by a part of the full circle: a third makes red green, green blue, blue red.</summary>
    public static void TurnHue(WorkingImage image, double part)
    {
        var turn = (float)(6 * part);
        var pixels = image.Pixels;
        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            var (red, green, blue) = (pixels[i], pixels[i + 1], pixels[i + 2]);
            var largest = Math.Max(red, Math.Max(green, blue));
            var chroma = (float)(largest - Math.Min(red, Math.Min(green, blue)));
            if (chroma == 0)
            {
                continue;
            }

            // In sextants of the circle, 0 to 6: 0 red, 2 green, 4 blue.
            var hue = turn + (largest == red ? (green - blue) / chroma
                : largest == green ? 2 + ((blue - red) / chroma)
                : 4 + ((red - green) / chroma));
            hue -= 6 * MathF.Floor(hue / 6);
            pixels[i] = Channel(5, hue, largest, chroma);
            pixels[i + 1] = Channel(3, hue, largest, chroma);
            pixels[i + 2] = Channel(1, hue, largest, chroma);
        }
    }

    // f(n) = V - C · max(0, min(k, 4 - k, 1)) with k = (n + H) mod 6.
    private static byte Channel(int n, float hue, byte value, float chroma)
    {
        var k = n + hue;
        k = k < 6 ? k : k - 6;
        var distance = Math.Min(k, 4 - k);
        return ToByte(value - (chroma * (distance < 0 ? 0 : distance < 1 ? distance : 1)));
    }

    /// <summary>Distances from <paramref name="origin"/> times <paramref name="factor"/>: one table for all pixels.</summary>
    private static void ScaleFrom(WorkingImage image, double origin, double factor)
    {
        Span<byte> table = stackalloc byte[256];
        for (var v = 0; v < table.Length; v++)
        {
            table[v] = ToByte((float)(origin + (factor * (v - origin))));
        }

        foreach (ref var value in image.Pixels)
        {
            value = table[value];
        }
    }

    private static double MeanLuminance(WorkingImage image)
    {
        // Sums of bytes are exact: the mean does not depend on the order.
        Span<long> sums = stackalloc long[3];
        var pixels = image.Pixels;
        if (image.Channels == 1)
        {
            foreach (var value in pixels)
            {
                sums[0] += value;
            }

            return (double)sums[0] / pixels.Length;
        }

        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            sums[0] += pixels[i];
            sums[1] += pixels[i + 1];
            sums[2] += pixels[i + 2];
        }

        return ((Red * sums[0]) + (Green * sums[1]) + (Blue * (double)sums[2])) / (pixels.Length / 3);
    }

    private static byte ToByte(float value) => (byte)Math.Clamp((int)(value + 0.5f), 0, 255);
}
