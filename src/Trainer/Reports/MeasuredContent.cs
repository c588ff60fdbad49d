using MLPipeline.Evaluation;
using MLPipeline.Imaging;
using MLPipeline.Interpretation;
using MLPipeline.Reporting;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>What a report's page says about images that a model was measured with.</summary>
internal static class MeasuredContent
{
    /// <summary>Adds figures, the images behind the confusion matrix, and the highest losses with their maps.</summary>
    /// <param name="content">What is there already.</param>
    /// <param name="metrics">The figures.</param>
    /// <param name="images">Has the images.</param>
    /// <param name="rows">Those to show.</param>
    /// <param name="maps">Of the highest losses; null for none.</param>
    /// <param name="view">How the network sees an image.</param>
    public static ReportContent With(
        this ReportContent content,
        MulticlassClassificationMetrics metrics,
        ShownImages images,
        ShownRows rows,
        LossMaps? maps,
        ResizeRule view)
    {
        var classes = metrics.ConfusionMatrix.ClassNames;
        return content with
        {
            Classes = classes,
            Metrics = metrics,
            Images = [.. CellImages.Choose(metrics.ConfusionMatrix, rows.Examples).Select(row => ImageOf(row, images))],
            TopLosses =
            [
                .. rows.Losses.Take(ShownRows.LossesOfPage).Index()
                    .Select(item => LossOf(item.Item, images, classes, maps?.Maps[item.Index] ?? [], view)),
            ],
        };
    }

    private static ReportImage ImageOf(RowLoss row, ShownImages images) =>
        new(images.NameOf((int)row.Row), row, () => images.Small((int)row.Row));

    private static ReportLoss LossOf(
        RowLoss row, ShownImages images, IReadOnlyList<string> classes, IReadOnlyList<ActivationMap> maps, ResizeRule view)
    {
        var place = (int)row.Row;
        return new ReportLoss(
            images.NameOf(place), images.LabelOf(place), classes[row.Predicted], row.Loss, row.Probability, row.Confidence,
            PicturesOf(row, images, classes, maps, view));
    }

    private static List<ReportPicture> PicturesOf(
        RowLoss row, ShownImages images, IReadOnlyList<string> classes, IReadOnlyList<ActivationMap> maps, ResizeRule view)
    {
        try
        {
            var drawn = MapPictures.Draw(images.Seen((int)row.Row, view), maps);
            var heat = maps.Zip(
                drawn.Heat,
                (map, picture) => new ReportPicture($"evidence for {PrintableText.Of(classes[map.Class])}", picture));
            return [new ReportPicture("as the network saw it", drawn.Image), .. heat];
        }
        catch (ImageException)
        {
            return []; // it was read before; the figures stand without it
        }
    }
}
