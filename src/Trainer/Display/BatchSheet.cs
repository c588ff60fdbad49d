using MLPipeline.Imaging;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>
/// Draws the first batch of a training: each image as it is and, where images are augmented, below it as the network sees it.
/// </summary>
internal static class BatchSheet
{
    private const int MostColumns = 20;

    public static RgbImage Draw(ShownData data, ImageAugmentation augmentation, int most, int seed)
    {
        var places = AugmentationPreview.FirstOf(data.Train.Count, most, seed);
        var isAugmented = augmentation.Transforms.Count + augmentation.Mixes.Count > 0;
        var look = new ContactSheetOptions { Columns = ColumnsFor(places.Count, isAugmented) };
        var sheet = new ContactSheet(look);
        var title = $"{PrintableText.Of(data.Title)}: {Measure.Count(places.Count)} of {Measure.Count(data.Train.Count)} training images";
        sheet.AddTitle(isAugmented ? $"{title}; below each as the network sees it" : title);
        if (isAugmented) sheet.AddTitle(augmentation.ToString());
        var tile = ResizeRule.Pad(look.TileSize, look.TileSize) with { PadColour = new Rgb(238, 238, 238) };
        var augmented = isAugmented ? Augment(data, augmentation, places, seed) : [];
        foreach (var row in Enumerable.Range(0, places.Count).Chunk(look.Columns))
        {
            foreach (var i in row)
            {
                var image = data.Train[places[i]];
                sheet.Add(image.Decode(tile), $"{PrintableText.Of(image.Label)}\n{PrintableText.Of(Path.GetFileName(image.Name))}");
            }

            sheet.EndRow();
            if (!isAugmented) continue;
            foreach (var i in row) sheet.Add(augmented[i].Picture, Mixture(data, places, augmented[i]));
            sheet.EndRow();
        }

        return sheet.ToImage();
    }

    private static IReadOnlyList<AugmentedPicture> Augment(
        ShownData data, ImageAugmentation augmentation, IReadOnlyList<int> places, int seed)
    {
        var preview = new AugmentationPreview(augmentation, data.Input, seed);
        return preview.Apply([.. places.Select(place => (place, data.Train[place].Decode(preview.FileSize)))]);
    }

    /// <summary>About as wide as high, and rows about equally full.</summary>
    private static int ColumnsFor(int images, bool isAugmented)
    {
        var most = Math.Clamp((int)Math.Ceiling(Math.Sqrt(isAugmented ? 2 * images : images)), 1, MostColumns);
        var rows = (images + most - 1) / most;
        return (images + rows - 1) / rows;
    }

    /// <summary>What the network is told to answer.</summary>
    private static string Mixture(ShownData data, IReadOnlyList<int> places, AugmentedPicture augmented)
    {
        var labels = augmented.Shares.Select((share, i) => (Share: share, data.Train[places[i]].Label)).Where(part => part.Share > 0)
            .GroupBy(part => part.Label).Select(label => (Share: label.Sum(part => part.Share), Label: label.Key))
            .OrderByDescending(label => label.Share).ToArray();
        return labels.Length == 1
            ? "augmented"
            : string.Join('\n', labels.Select(label => $"{Measure.Percent(label.Share)} {PrintableText.Of(label.Label)}"));
    }
}
