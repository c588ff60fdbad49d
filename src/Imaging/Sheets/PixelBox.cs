namespace MLPipeline.Imaging;

/// <summary>A rectangle of whole pixels.</summary>
/// <param name="Left">Its first column; 0 is the picture's left edge.</param>
/// <param name="Top">Its first row; 0 is the picture's upper edge.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct PixelBox(int Left, int Top, int Width, int Height)
{
    /// <summary>The first column behind it.</summary>
    public int Right => Left + Width;

    /// <summary>The first row behind it.</summary>
    public int Bottom => Top + Height;

    /// <summary>
    /// The pixels in both boxes divided by the pixels in either (Jaccard index): 1 for the same box, 0 for boxes that do not overlap or
    /// have no area.
    /// </summary>
    public double IntersectionOverUnion(PixelBox other)
    {
        var width = (double)Math.Min(Right, other.Right) - Math.Max(Left, other.Left);
        var height = (double)Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top);
        if (width <= 0 || height <= 0) return 0;
        return width * height / (((double)Width * Height) + ((double)other.Width * other.Height) - (width * height));
    }
}
