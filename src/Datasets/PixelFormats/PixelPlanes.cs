namespace MLPipeline.Datasets;

/// <summary>Three planes of an image to interleaved pixels.</summary>
internal static class PixelPlanes
{
    /// <summary><c>[3, H, W]</c> to <c>[H, W, 3]</c>.</summary>
    public static void Interleave(ReadOnlySpan<byte> planes, Span<byte> pixels, int height, int width)
    {
        var size = height * width;
        var red = planes[..size];
        var green = planes.Slice(size, size);
        var blue = planes.Slice(2 * size, size);
        for (var i = 0; i < size; i++)
        {
            pixels[3 * i] = red[i];
            pixels[(3 * i) + 1] = green[i];
            pixels[(3 * i) + 2] = blue[i];
        }
    }

    /// <summary><c>[3, W, H]</c>, the order of MATLAB's columns, to <c>[H, W, 3]</c>.</summary>
    public static void InterleaveColumns(ReadOnlySpan<byte> planes, Span<byte> pixels, int height, int width)
    {
        var size = height * width;
        var red = planes[..size];
        var green = planes.Slice(size, size);
        var blue = planes.Slice(2 * size, size);
        for (var y = 0; y < height; y++)
        {
            var row = pixels.Slice(y * width * 3, width * 3);
            for (int x = 0, i = y; x < width; x++, i += height)
            {
                row[3 * x] = red[i];
                row[(3 * x) + 1] = green[i];
                row[(3 * x) + 2] = blue[i];
            }
        }
    }
}
