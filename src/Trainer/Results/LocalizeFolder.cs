using MLPipeline.Imaging;
using MLPipeline.Interpretation;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>
/// The folder of a localisation: <c>boxes.csv</c>, and images with their boxes, each in <c>pictures</c> and together on
/// <c>boxes.png</c>.
/// </summary>
internal static class LocalizeFolder
{
    /// <summary>Bright on photographs and apart from each other without their hue, too; the first is the most probable class's.</summary>
    private static readonly Rgb[] Colours = [new(230, 60, 20), new(20, 90, 210), new(150, 40, 150), new(190, 130, 0), new(90, 90, 90)];

    private static readonly Rgb KnownColour = new(0, 150, 70);

    /// <summary>The short side in pixels from which on a label does not hide what it names.</summary>
    private const int SmallestLabelled = 160;

    /// <summary>Writes everything, each file whole or not at all.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="drawn">How many images to draw at most, evenly spread over all.</param>
    /// <param name="decode">How they are decoded.</param>
    /// <param name="folder">Made when missing.</param>
    public static void Write(LocalizeReport report, int drawn, DecodeOptions decode, string folder)
    {
        WriteTable(report, Path.Combine(folder, "boxes.csv"));
        if (drawn == 0) return;
        var sheet = new ContactSheet();
        var count = Math.Min(drawn, report.Read.Count);
        for (var i = 0; i < count; i++)
        {
            var image = report.Read[(int)((long)i * report.Read.Count / count)];
            var picture = Draw(report, image, ImageDecoder.DecodeFile(image.Image.Path, decode));
            ImageEncoder.Write(picture, Path.Combine(folder, "pictures", PictureName(image)));
            var best = image.Classes[0];
            var name = PrintableText.Of(Path.GetFileName(image.Image.RelativePath));
            sheet.Add(picture, $"{Measure.Percent(best.Score)} {PrintableText.Of(best.Label)}\n{name}", MarkOf(report, image));
        }

        sheet.WritePng(Path.Combine(folder, "boxes.png"));
    }

    private static RgbImage Draw(LocalizeReport report, LocalizedImage image, RgbImage picture)
    {
        foreach (var known in report.Known?.Boxes[image.Image.RelativePath] ?? [])
        {
            picture = picture.WithBox(known.Box, KnownColour);
        }

        foreach (var (rank, found) in report.Wanted(image).Index().Reverse())
        {
            if (found.Box is not { } box) continue;
            var hasRoom = Math.Min(picture.Width, picture.Height) >= SmallestLabelled;
            var label = hasRoom ? $"{PrintableText.Of(found.Label)} {Measure.Percent(found.Score)}" : null;
            picture = picture.WithBox(box, Colours[rank % Colours.Length], label);
        }

        return picture;
    }

    /// <summary>Right, with known boxes at hand, is a box of the most probable class that overlaps a known one of it by more than half.</summary>
    private static SheetMark MarkOf(LocalizeReport report, LocalizedImage image)
    {
        if (report.Known?.Boxes[image.Image.RelativePath].ToList() is not { Count: > 0 } known) return SheetMark.None;
        var isRight = image.Classes[0] is { Box: { } box, Label: var label }
            && known.Exists(truth => truth.Class == label && truth.Box.IntersectionOverUnion(box) > LocalizationTally.RightAbove);
        return isRight ? SheetMark.Good : SheetMark.Bad;
    }

    /// <summary>The path below the data's root, so that two images of one name stay apart; never outside the folder.</summary>
    private static string PictureName(LocalizedImage image) =>
        string.Join('/', image.Image.RelativePath.Split('/').Where(part => part != "..")).TrimStart('/') + ".png";

    private static void WriteTable(LocalizeReport report, string path)
    {
        using var file = new OutputFile(path);
        using (var table = new CsvText(file.Stream))
        {
            foreach (var column in (string[])["path", "class", "score", "left", "top", "right", "bottom"]) table.Field(column);
            table.EndLine();
            foreach (var image in report.Read)
            {
                foreach (var found in report.Wanted(image))
                {
                    if (found.Box is not { } box) continue;
                    table.Field(image.Image.RelativePath);
                    table.Field(found.Label);
                    table.Field(found.Score);
                    foreach (var edge in (int[])[box.Left, box.Top, box.Right, box.Bottom]) table.Field(edge);
                    table.EndLine();
                }
            }
        }

        file.Complete();
    }
}
