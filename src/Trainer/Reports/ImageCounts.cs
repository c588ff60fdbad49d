using MLPipeline.Datasets;
using MLPipeline.Reporting;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>How many images each class has in each part, for the report; parts without images are left out.</summary>
internal static class ImageCounts
{
    private static readonly SplitName[] Parts = [SplitName.Train, SplitName.Validation, SplitName.Test];

    /// <param name="data">All images.</param>
    /// <param name="skipped">Those among them that took no part.</param>
    public static ReportCounts Of(TransferData data, IEnumerable<SkippedImage> skipped)
    {
        var unread = skipped.Select(image => image.Name).ToHashSet(StringComparer.Ordinal);
        var read = data.Images.Where(image => !unread.Contains(image.Image.Source.Name))
            .ToLookup(image => image.Part, image => image.Label);
        return Of(data.Classes.Count, [.. Parts.Select(part => read[part])]);
    }

    public static ReportCounts Of(ClassifierData data) =>
        Of(data.Classes.Count, [LabelsOf(data.Train), LabelsOf(data.Validation), LabelsOf(data.Test)]);

    private static IEnumerable<int> LabelsOf(ClassifierImages? part) =>
        part is null ? [] : Enumerable.Range(0, part.Pixels.Count).Select(part.Pixels.LabelOf);

    private static ReportCounts Of(int classes, IReadOnlyList<IEnumerable<int>> labels)
    {
        string[] names = ["Training", "Validation", "Test"];
        var counts = labels.Select(part => Count(classes, part)).ToList();
        int[] filled = [.. Enumerable.Range(0, names.Length).Where(part => counts[part].Sum() > 0)];
        return new ReportCounts(
            [.. filled.Select(part => names[part])],
            [.. Enumerable.Range(0, classes).Select(one => (IReadOnlyList<int>)[.. filled.Select(part => counts[part][one])])]);
    }

    private static int[] Count(int classes, IEnumerable<int> labels)
    {
        var counts = new int[classes];
        foreach (var label in labels) counts[label]++;
        return counts;
    }
}
