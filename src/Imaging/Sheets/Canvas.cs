namespace MLPipeline.Imaging.Sheets;

/// <summary>A picture to draw on; what lies outside is cut off.</summary>
internal sealed class Canvas
{
    private readonly int _width;
    private readonly int _height;
    private readonly byte[] _pixels;

    /// <summary>A white picture.</summary>
    public Canvas(int width, int height)
    {
        _width = width;
        _height = height;
        _pixels = new byte[checked(3 * width * height)];
        Array.Fill<byte>(_pixels, 255);
    }

    /// <summary>A copy of a picture.</summary>
    public Canvas(RgbImage picture)
    {
        _width = picture.Width;
        _height = picture.Height;
        _pixels = picture.Pixels.AsSpan().ToArray();
    }

    public RgbImage ToImage() => new(_width, _height, _pixels);

    public void Fill(int left, int top, int width, int height, Rgb colour)
    {
        for (var y = top; y < top + height; y++)
        {
            for (var x = left; x < left + width; x++)
                Blend(x, y, colour, 255);
        }
    }

    public void Draw(RgbImage image, int left, int top)
    {
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
                Blend(left + x, top + y, image[x, y], 255);
        }
    }

    public void Draw(TextMask text, int left, int top, Rgb colour)
    {
        for (var y = 0; y < text.Height; y++)
        {
            for (var x = 0; x < text.Width; x++)
                Blend(left + x, top + y, colour, text.Coverage[(y * text.Width) + x]);
        }
    }

    /// <summary>The four sides of a rectangle, drawn inwards.</summary>
    public void Frame(PixelBox box, int thickness, Rgb colour)
    {
        Fill(box.Left, box.Top, box.Width, thickness, colour);
        Fill(box.Left, box.Top + box.Height - thickness, box.Width, thickness, colour);
        Fill(box.Left, box.Top, thickness, box.Height, colour);
        Fill(box.Left + box.Width - thickness, box.Top, thickness, box.Height, colour);
    }

    private void Blend(int x, int y, Rgb colour, int coverage)
    {
        if ((uint)x >= (uint)_width || (uint)y >= (uint)_height)
            return;
        var pixel = _pixels.AsSpan(3 * ((y * _width) + x), 3);
        pixel[0] = Mix(pixel[0], colour.R, coverage);
        pixel[1] = Mix(pixel[1], colour.G, coverage);
        pixel[2] = Mix(pixel[2], colour.B, coverage);
    }

    private static byte Mix(int below, int above, int coverage) => (byte)(((below * (255 - coverage)) + (above * coverage) + 127) / 255);
}
