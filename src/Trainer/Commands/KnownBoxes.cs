using MLPipeline.Datasets;
using MLPipeline.Interpretation;

namespace MLPipeline.Trainer;

/// <summary>How the boxes that were found compare with known ones.</summary>
/// <param name="Total">All known boxes of the images looked at.</param>
/// <param name="Classes">Those of each class.</param>
/// <param name="Elsewhere">How many rows of the table are about other images, or about images that could not be read.</param>
/// <param name="Boxes">The known boxes of each image, by its path below the data's root.</param>
internal sealed record KnownBoxes(
    LocalizationMetrics Total, IReadOnlyList<LocalizationMetrics> Classes, int Elsewhere, ILookup<string, ObjectBox> Boxes)
{
    /// <summary>Finds a table's images by their paths relative to the table's folder or, failing that, below the data's root.</summary>
    /// <param name="known">The table's rows.</param>
    /// <param name="table">Its file.</param>
    /// <param name="images">What was found.</param>
    /// <param name="top">How many of an image's best-scored classes were asked for.</param>
    /// <exception cref="DatasetException">The table is about none of the images.</exception>
    public static KnownBoxes Of(IReadOnlyList<ObjectBox> known, string table, IReadOnlyList<LocalizedImage> images, int top)
    {
        var read = images.Where(image => image.Fault is null).ToList();
        var byFile = read.ToDictionary(image => Path.GetFullPath(image.Image.Path), StringComparer.Ordinal);
        var byPath = read.ToDictionary(image => image.Image.RelativePath, StringComparer.Ordinal);
        var folder = Path.GetDirectoryName(Path.GetFullPath(table))!;
        var tally = new LocalizationTally(top);
        var found = new List<(string Path, ObjectBox Truth)>();
        foreach (var truth in known)
        {
            var image = byFile.GetValueOrDefault(Path.GetFullPath(truth.Path, folder)) ?? byPath.GetValueOrDefault(truth.Path);
            if (image is null) continue;
            tally.Add(image.Classes, truth.Class, truth.Box);
            found.Add((image.Image.RelativePath, truth));
        }

        if (found.Count == 0)
        {
            throw new DatasetException(new DatasetFault(
                DatasetFaultKind.MissingFile, table, $"names none of the {read.Count} images that were looked at",
                "Paths are relative to the table's folder or to that of the images; --part all looks at all images"));
        }

        var boxes = found.ToLookup(one => one.Path, one => one.Truth, StringComparer.Ordinal);
        return new KnownBoxes(tally.Total(), tally.ByClass(), known.Count - found.Count, boxes);
    }
}
