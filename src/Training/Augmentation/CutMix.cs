namespace MLPipeline.Training;

/// <summary>
/// Puts a rectangle of the partner into each image, at the same place, its area about 1 - share; the targets follow the area that it really
/// has (Yun et al. 2019).
/// </summary>
public sealed record CutMix : BatchMix
{
    internal override string Name => "cutmix";

    internal override Mixture Choose(int height, int width, ref KeyedRandom random)
    {
        var side = Math.Sqrt(1 - random.NextBeta(Alpha));
        var (centerY, centerX) = (random.NextIndex(height), random.NextIndex(width));
        var (halfHeight, halfWidth) = ((int)(side * height) / 2, (int)(side * width) / 2);
        var (top, left) = (Math.Max(centerY - halfHeight, 0), Math.Max(centerX - halfWidth, 0));
        var (bottom, right) = (Math.Min(centerY + halfHeight, height), Math.Min(centerX + halfWidth, width));
        var window = new PixelWindow(top, left, bottom - top, right - left);
        return new(1 - ((double)window.Height * window.Width / ((double)height * width)), window);
    }
}
