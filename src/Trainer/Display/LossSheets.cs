using System.Globalization;
using MLPipeline.Evaluation;
using MLPipeline.Imaging;
using MLPipeline.Interpretation;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Draws what a model gets wrong.</summary>
internal static class LossSheets
{
    /// <summary>Two images with two maps each, or the examples of a pair.</summary>
    private static readonly ContactSheetOptions Look = new() { Columns = 6 };

    private static readonly ResizeRule Tile = ResizeRule.Pad(Look.TileSize, Look.TileSize) with { PadColour = new Rgb(238, 238, 238) };

    /// <summary>
    /// The images with the highest losses: predicted class and its probability; actual class, its probability and the loss.
    /// </summary>
    public static RgbImage TopLosses(InterpretReport report)
    {
        var sheet = new ContactSheet(Look with { Columns = 5 });
        sheet.AddTitle($"Highest losses of {Measure.Count(report.Images.Count)} images: predicted class, actual class, loss");
        foreach (var row in report.TopLosses)
        {
            sheet.Add(Decode(report, row), Caption(report, row), row.IsRight ? SheetMark.Good : SheetMark.Bad);
        }

        return sheet.ToImage();
    }

    /// <summary>A row of examples for each of the most confused pairs.</summary>
    public static RgbImage Confusions(InterpretReport report)
    {
        var sheet = new ContactSheet(Look);
        foreach (var (classes, examples) in report.Confusions)
        {
            sheet.AddTitle($"{PrintableText.Of(classes.ActualName)} taken for {PrintableText.Of(classes.PredictedName)}: "
                + $"{Measure.Count(classes.Count)} images, {Measure.Percent(classes.Share)} of the class");
            foreach (var row in examples) sheet.Add(Decode(report, row), $"{Measure.Percent(row.Confidence)} sure\n{NameOf(report, row)}");
        }

        return sheet.ToImage();
    }

    /// <summary>Each image with a high loss as the network saw it, where it saw the predicted class, and where the actual one.</summary>
    /// <param name="report">Has the images.</param>
    /// <param name="maps">
    /// Of each row of <see cref="InterpretReport.TopLosses"/>: the predicted class's, then the actual one's if it is another.
    /// </param>
    /// <param name="view">How the network sees an image.</param>
    public static RgbImage ActivationMaps(InterpretReport report, IReadOnlyList<IReadOnlyList<ActivationMap>> maps, ResizeRule view)
    {
        var sheet = new ContactSheet(Look);
        sheet.AddTitle("The image as the network saw it; evidence for the predicted class; for the actual one");
        foreach (var (row, found) in report.TopLosses.Zip(maps))
        {
            var drawn = MapPictures.Draw(ImageDecoder.DecodeFile(report.ImageOf(row).Path, view), found);
            sheet.Add(drawn.Image, $"{NameOf(report, row)}\n{Loss(row)}", row.IsRight ? SheetMark.Good : SheetMark.Bad);
            foreach (var (map, heat) in found.Zip(drawn.Heat))
            {
                var (role, share) = row.IsRight
                    ? ("right", row.Confidence)
                    : map.Class == row.Actual ? ("actual", row.Probability) : ("predicted", row.Confidence);
                var caption = $"{role} {Measure.Percent(share)}\n{PrintableText.Of(report.Labels[map.Class])}";
                sheet.Add(heat, caption);
            }

            // Two images beside each other, three columns for each.
            if (found.Count == 1) sheet.Add(Blank, "");
        }

        return sheet.ToImage();
    }

    private static RgbImage Blank { get; } = new(1, 1, [255, 255, 255]);

    private static RgbImage Decode(InterpretReport report, RowLoss row) => ImageDecoder.DecodeFile(report.ImageOf(row).Path, Tile);

    private static string NameOf(InterpretReport report, RowLoss row) =>
        PrintableText.Of(Path.GetFileName(report.ImageOf(row).RelativePath));

    private static string Caption(InterpretReport report, RowLoss row) =>
        $"{Measure.Percent(row.Confidence)} {PrintableText.Of(report.PredictionOf(row))}\n"
        + $"actual {Measure.Percent(row.Probability)} {PrintableText.Of(report.ImageOf(row).Label)}\n{Loss(row)}";

    private static string Loss(RowLoss row) => string.Create(CultureInfo.InvariantCulture, $"loss {row.Loss:0.00}");
}
