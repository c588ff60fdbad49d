namespace MLPipeline.Datasets;

/// <summary>
/// Labelled image files in a fixed order that depends on their names alone, never on the file system or the culture. Immutable and thread-safe.
/// </summary>
public sealed class ImageDataset
{
    private readonly Dictionary<string, int> _classIndices;

    /// <summary>Sorts <paramref name="images"/>; nothing is checked on disk.</summary>
    /// <param name="root">Absolute path of the folder, or of the folder that holds the manifest.</param>
    /// <param name="images">In any order; no <see cref="LabeledImage.RelativePath"/> twice.</param>
    /// <param name="ignored">What was left out, in any order.</param>
    /// <exception cref="ArgumentException">Two images have the same relative path.</exception>
    public ImageDataset(string root, IEnumerable<LabeledImage> images, IEnumerable<IgnoredFile> ignored)
    {
        Root = root;
        var sorted = images.ToArray();
        Array.Sort(sorted, (a, b) => string.CompareOrdinal(a.RelativePath, b.RelativePath));
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].RelativePath == sorted[i - 1].RelativePath)
                throw new ArgumentException($"'{sorted[i].RelativePath}' is there twice; an image's relative path is its identity.", nameof(images));
        }

        Images = sorted;
        Ignored = [.. ignored.OrderBy(file => file.RelativePath, StringComparer.Ordinal)];
        Classes = [.. sorted.Select(image => image.Label).ToHashSet(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _classIndices = Classes.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        Counts = CountImages(index => sorted[index].Split);
    }

    /// <value>Absolute path of the folder that the images' relative paths start from.</value>
    public string Root { get; }

    /// <value>All images, sorted by <see cref="LabeledImage.RelativePath"/> (ordinal).</value>
    public IReadOnlyList<LabeledImage> Images { get; }

    /// <value>The distinct labels, sorted (ordinal); a class's position here is its index everywhere.</value>
    public IReadOnlyList<string> Classes { get; }

    /// <value>One entry per class, in the order of <see cref="Classes"/>, by the parts that the data assign.</value>
    public IReadOnlyList<ClassCount> Counts { get; }

    /// <value>
    /// What lay there and takes no part, sorted by path; bookkeeping files of operating systems (Thumbs.db, .DS_Store, desktop.ini) are not listed.
    /// </value>
    public IReadOnlyList<IgnoredFile> Ignored { get; }

    /// <value>True when the data assign a part to their images.</value>
    public bool HasSplits => Images.Count > 0 && Images[0].Split is not null;

    /// <summary>The index of the image's class in <see cref="Classes"/>.</summary>
    /// <exception cref="ArgumentException">The data set has no such class.</exception>
    public int ClassOf(LabeledImage image) =>
        _classIndices.TryGetValue(image.Label, out var index)
            ? index
            : throw new ArgumentException($"'{image.Label}' is none of the data set's {Classes.Count} classes.", nameof(image));

    internal ClassCount[] CountImages(Func<int, SplitName?> partOf)
    {
        var counts = new int[Classes.Count, 4];
        for (var i = 0; i < Images.Count; i++)
            counts[ClassOf(Images[i]), (int?)partOf(i) ?? 3]++;

        return [.. Classes.Select((label, c) =>
            new ClassCount(label, Enumerable.Range(0, 4).Sum(part => counts[c, part]), counts[c, 0], counts[c, 1], counts[c, 2]))];
    }
}
