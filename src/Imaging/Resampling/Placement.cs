namespace MLPipeline.Imaging.Resampling;

/// <summary>
/// Where a source of a given size ends up under a rule: it is scaled to <see cref="ScaledWidth"/> x <see cref="ScaledHeight"/>, of which only the window
/// [<see cref="Left"/>, Left + <see cref="Width"/>) x [<see cref="Top"/>, Top + <see cref="Height"/>) is computed and laid at (<see cref="X"/>, <see cref="Y"/>) of the result.
/// What is cropped away is never computed, so a 20000 x 1 picture needs no more memory than any other.
/// </summary>
internal readonly record struct Placement(long ScaledWidth, long ScaledHeight, long Left, long Top, int Width, int Height, int X, int Y)
{
    /// <summary>
    /// Width of the picture in pixels of the source. Not whole after a decoder reduced it: 375 rows at a half are 187.5, of which the decoder gives 188.
    /// </summary>
    public double SourceWidth { get; init; }

    /// <summary>Height of the picture in pixels of the source.</summary>
    public double SourceHeight { get; init; }

    public static Placement Of(ResizeRule rule, int width, int height) => Window(rule, width, height) with { SourceWidth = width, SourceHeight = height };

    /// <summary>The pixels of the source that a part of the result was made from; null when it shows nothing of the source.</summary>
    public PixelBox? ToSource(double left, double top, double right, double bottom)
    {
        var columns = Span(left - X, right - X, Width, Left, ScaledWidth, SourceWidth);
        var rows = Span(top - Y, bottom - Y, Height, Top, ScaledHeight, SourceHeight);
        return columns is var (column, width) && rows is var (row, height) ? new PixelBox(column, row, width, height) : null;
    }

    private static (int Start, int Length)? Span(double start, double end, int window, long cropped, long scaled, double source)
    {
        (start, end) = (Math.Max(start, 0), Math.Min(end, window));
        if (start >= end) return null;
        var first = Math.Min((int)Math.Round((start + cropped) * source / scaled), (int)source - 1);
        var behind = Math.Clamp((int)Math.Round((end + cropped) * source / scaled), first + 1, (int)source);
        return (first, behind - first);
    }

    private static Placement Window(ResizeRule rule, int sourceWidth, int sourceHeight) => rule.Mode switch
    {
        ResizeMode.CenterCrop => CenterCrop(rule, sourceWidth, sourceHeight),
        ResizeMode.Pad => Pad(rule, sourceWidth, sourceHeight),
        _ => new(rule.Width, rule.Height, 0, 0, rule.Width, rule.Height, 0, 0),
    };

    // torchvision: the long side is rounded down, the crop's offset to the nearest (halves to even).
    private static Placement CenterCrop(ResizeRule rule, int width, int height)
    {
        long scaledWidth = rule.ShortSide, scaledHeight = rule.ShortSide;
        if (width < height)
            scaledHeight = (long)rule.ShortSide * height / width;
        else
            scaledWidth = (long)rule.ShortSide * width / height;
        var left = (long)Math.Round((scaledWidth - rule.Width) / 2.0);
        var top = (long)Math.Round((scaledHeight - rule.Height) / 2.0);
        return new(scaledWidth, scaledHeight, left, top, rule.Width, rule.Height, 0, 0);
    }

    private static Placement Pad(ResizeRule rule, int width, int height)
    {
        var scale = Math.Min((double)rule.Width / width, (double)rule.Height / height);
        var innerWidth = Math.Clamp((int)Math.Round(width * scale), 1, rule.Width);
        var innerHeight = Math.Clamp((int)Math.Round(height * scale), 1, rule.Height);
        return new(innerWidth, innerHeight, 0, 0, innerWidth, innerHeight, (rule.Width - innerWidth) / 2, (rule.Height - innerHeight) / 2);
    }
}
