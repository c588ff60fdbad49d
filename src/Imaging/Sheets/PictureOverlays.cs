using MLPipeline.Imaging.Sheets;

namespace MLPipeline.Imaging;

/// <summary>Draws what a network found over a picture. The picture is left as it is, the result is another one. Thread-safe.</summary>
public static class PictureOverlays
{
    private const int LabelPadding = 3;

    /// <summary>
    /// Lays a heat map over the picture: the picture in grey, mixed half and half with a scale from dark blue (0) over red to light yellow
    /// (1), whose brightness grows all the way, so that it can be read without its colours, too.
    /// </summary>
    /// <param name="picture">What lies below.</param>
    /// <param name="heat">
    /// <c>[height, width]</c>, row-major, 0 to 1; beyond is cut off. Stretched over the whole picture, bilinear between the middles of
    /// its cells.
    /// </param>
    /// <param name="width">Columns of the map, at least 1.</param>
    /// <param name="height">Rows of the map, at least 1.</param>
    /// <exception cref="ArgumentException">The map has not width x height cells, or a cell is no number.</exception>
    public static RgbImage WithHeatMap(this RgbImage picture, ReadOnlySpan<float> heat, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (heat.Length != (long)width * height)
            throw new ArgumentException(
                $"A map of {width} x {height} has {(long)width * height} cells; there are {heat.Length}.", nameof(heat));
        foreach (var cell in heat)
        {
            if (float.IsNaN(cell))
                throw new ArgumentException("A cell of the map is no number.", nameof(heat));
        }

        var pixels = new byte[picture.Pixels.Length];
        for (var y = 0; y < picture.Height; y++)
        {
            var row = CellPosition.Of(y, picture.Height, height);
            for (var x = 0; x < picture.Width; x++)
            {
                var column = CellPosition.Of(x, picture.Width, width);
                var upper = column.Between(heat.Slice(row.First * width, width));
                var lower = column.Between(heat.Slice(row.Next * width, width));
                var colour = HeatScale.At(upper + ((lower - upper) * row.Share));
                var below = picture[x, y];
                var grey = ((299 * below.R) + (587 * below.G) + (114 * below.B)) / 1000;
                var offset = 3 * ((y * picture.Width) + x);
                pixels[offset] = (byte)((grey + colour.R) / 2);
                pixels[offset + 1] = (byte)((grey + colour.G) / 2);
                pixels[offset + 2] = (byte)((grey + colour.B) / 2);
            }
        }

        return new RgbImage(picture.Width, picture.Height, pixels);
    }

    /// <summary>
    /// Frames a part of the picture, two pixels thick or a hundredth of the short side, and writes a label into its upper left corner.
    /// </summary>
    /// <param name="picture">What lies below.</param>
    /// <param name="box">What is framed; may reach beyond the picture.</param>
    /// <param name="colour">Of the frame; the label is white on it.</param>
    /// <param name="label">One line; null for none. What does not fit between the corner and the picture's right edge ends in "…".</param>
    /// <param name="fontSize">Height of the label's line in pixels, 8 to 64; 13 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The box has no area, or the font size is out of range.</exception>
    public static RgbImage WithBox(this RgbImage picture, PixelBox box, Rgb colour, string? label = null, int fontSize = 13)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentOutOfRangeException.ThrowIfLessThan(box.Width, 1, nameof(box));
        ArgumentOutOfRangeException.ThrowIfLessThan(box.Height, 1, nameof(box));
        ArgumentOutOfRangeException.ThrowIfLessThan(fontSize, 8);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fontSize, 64);
        var canvas = new Canvas(picture);
        canvas.Frame(box, Math.Max(2, Math.Min(picture.Width, picture.Height) / 100), colour);
        var room = picture.Width - Math.Max(0, box.Left) - (2 * LabelPadding);
        if (!string.IsNullOrWhiteSpace(label) && room > fontSize)
        {
            var text = TextMask.Line(label, fontSize, room);
            var (left, top) = (Math.Max(0, box.Left), Math.Max(0, box.Top));
            canvas.Fill(left, top, text.Width + (2 * LabelPadding), text.Height + (2 * LabelPadding), colour);
            canvas.Draw(text, left + LabelPadding, top + LabelPadding, Rgb.White);
        }

        return canvas.ToImage();
    }

    /// <summary>
    /// Between which two cells of a line the middle of a pixel lies, and how near to the second one; at the ends both are the same.
    /// </summary>
    private readonly record struct CellPosition(int First, int Next, float Share)
    {
        public static CellPosition Of(int pixel, int pixels, int cells)
        {
            var position = Math.Clamp((((pixel + 0.5) * cells) / pixels) - 0.5, 0, cells - 1);
            var first = (int)position;
            return new CellPosition(first, Math.Min(first + 1, cells - 1), (float)(position - first));
        }

        public float Between(ReadOnlySpan<float> line) => line[First] + ((line[Next] - line[First]) * Share);
    }
}
