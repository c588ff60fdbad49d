using MLPipeline.Imaging;

namespace MLPipeline.Datasets;

/// <summary>What a data set looks like before anything is trained on it. Immutable and thread-safe.</summary>
public sealed record DatasetInspection
{
    /// <summary>The images, their parts, the classes' counts, and identical images.</summary>
    public required DatasetSplit Split { get; init; }

    /// <summary>Sizes of the readable images; null when there is none.</summary>
    public required ImageSizes? Sizes { get; init; }

    /// <summary>Formats by content, the most frequent first; empty for a published set, whose images are no files.</summary>
    public required IReadOnlyList<FormatCount> Formats { get; init; }

    /// <summary>
    /// For every held-out image its nearest training image, and for every image its nearest with another label, where these are near
    /// enough. Identical files are in <see cref="DatasetSplit.Duplicates"/> instead. Null when they were not looked for.
    /// </summary>
    public required IReadOnlyList<NearDuplicate>? NearDuplicates { get; init; }

    /// <summary>Images of nearly one grey level, which near-duplicates are not looked for among.</summary>
    public required int PlainImages { get; init; }

    /// <summary>Files that could not be read or decoded, in the order of the data set.</summary>
    public required IReadOnlyList<UnreadableImage> Unreadable { get; init; }

    /// <summary>Images of the largest class / images of the smallest one; 1 is even.</summary>
    public double Imbalance => (double)Split.Counts.Max(count => count.Total) / Split.Counts.Min(count => count.Total);
}

/// <summary>How many images have a format.</summary>
/// <param name="Format">By content.</param>
/// <param name="Count">At least 1.</param>
public sealed record FormatCount(ImageFormat Format, int Count);

/// <summary>An image that no network could be shown.</summary>
/// <param name="Image">Which one.</param>
/// <param name="Fault">The kind of fault.</param>
/// <param name="Reason">A sentence without the path.</param>
public sealed record UnreadableImage(LabeledImage Image, ImageFault Fault, string Reason);
