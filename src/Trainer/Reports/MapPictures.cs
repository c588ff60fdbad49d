using MLPipeline.Imaging;
using MLPipeline.Interpretation;

namespace MLPipeline.Trainer;

/// <summary>An image as a network saw it, and the same with each of its activation maps, all of one size.</summary>
/// <param name="Image">The image.</param>
/// <param name="Heat">With heat where the network saw evidence, in the order of the maps.</param>
internal sealed record MapPictures(RgbImage Image, IReadOnlyList<RgbImage> Heat)
{
    /// <summary>The longer side, in pixels.</summary>
    public static int Side { get; } = new ContactSheetOptions().TileSize;

    public static MapPictures Draw(RgbImage seen, IReadOnlyList<ActivationMap> maps)
    {
        var image = Enlarge(seen);
        return new MapPictures(image, [.. maps.Select(map => image.WithHeatMap(map.ToHeat(), map.Width, map.Height))]);
    }

    /// <summary>First to the size shown, so that a map over few pixels is smooth, too.</summary>
    private static RgbImage Enlarge(RgbImage picture)
    {
        var scale = (double)Side / Math.Max(picture.Width, picture.Height);
        int Scaled(int side) => Math.Max(1, (int)Math.Round(scale * side));
        return picture.Resize(ResizeRule.Squash(Scaled(picture.Width), Scaled(picture.Height)));
    }
}
