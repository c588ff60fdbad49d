namespace MLPipeline.Imaging.Decoding;

/// <summary>The eight ways in which a camera may have stored a picture (EXIF tag 0x0112).</summary>
internal static class Orientation
{
    public const int Upright = 1;

    /// <summary>Whether width and height change places.</summary>
    public static bool SwapsSides(int orientation) => orientation >= 5;

    /// <summary>Turns <c>[height, width, 3]</c> stored pixels into the upright picture.</summary>
    public static void MakeUpright(ReadOnlySpan<byte> stored, int width, int height, int orientation, Span<byte> upright)
    {
        // Where the stored pixel (x, y) goes: origin + x * stepX + y * stepY, in pixels of the upright picture.
        var uprightWidth = SwapsSides(orientation) ? height : width;
        var uprightHeight = SwapsSides(orientation) ? width : height;
        long right = uprightWidth - 1, bottom = (long)(uprightHeight - 1) * uprightWidth, down = uprightWidth;
        var (origin, stepX, stepY) = orientation switch
        {
            2 => (right, -1L, down),
            3 => (bottom + right, -1L, -down),
            4 => (bottom, 1L, -down),
            5 => (0L, down, 1L),
            6 => (right, down, -1L),
            7 => (bottom + right, -down, -1L),
            8 => (bottom, -down, 1L),
            _ => (0L, 1L, down),
        };

        var from = 0;
        for (var y = 0; y < height; y++)
        {
            var to = origin + (y * stepY);
            for (var x = 0; x < width; x++, to += stepX, from += 3)
            {
                var pixel = upright.Slice((int)to * 3, 3);
                pixel[0] = stored[from];
                pixel[1] = stored[from + 1];
                pixel[2] = stored[from + 2];
            }
        }
    }
}
