namespace MLPipeline.Datasets;

/// <summary>A data set in its three parts. Immutable and thread-safe.</summary>
public sealed class DatasetSplit
{
    internal DatasetSplit(ImageDataset dataset, SplitOptions options, SplitName[] parts, IReadOnlyList<DuplicateGroup> duplicates, IReadOnlyList<string> crossingGroups)
    {
        Dataset = dataset;
        Options = options;
        Parts = parts;
        Duplicates = duplicates;
        CrossingGroups = crossingGroups;
        Train = Select(SplitName.Train);
        Validation = Select(SplitName.Validation);
        Test = Select(SplitName.Test);
        Counts = dataset.CountImages(i => parts[i]);
    }

    /// <value>What was split.</value>
    public ImageDataset Dataset { get; }

    /// <value>How it was split.</value>
    public SplitOptions Options { get; }

    /// <value>The part of each image, by position in <see cref="ImageDataset.Images"/>.</value>
    public IReadOnlyList<SplitName> Parts { get; }

    /// <value>Images to fit weights on, sorted by relative path.</value>
    public IReadOnlyList<LabeledImage> Train { get; }

    /// <value>Images for early stopping, sorted by relative path; empty when none were asked for.</value>
    public IReadOnlyList<LabeledImage> Validation { get; }

    /// <value>Images for the reported metrics, sorted by relative path; empty when none were asked for.</value>
    public IReadOnlyList<LabeledImage> Test { get; }

    /// <value>One entry per class, in the order of <see cref="ImageDataset.Classes"/>.</value>
    public IReadOnlyList<ClassCount> Counts { get; }

    /// <value>Images that are there more than once, ordered by the first path of each group; empty when the content was not given.</value>
    public IReadOnlyList<DuplicateGroup> Duplicates { get; }

    /// <value>Groups with images in more than one part, sorted; only ready-made parts can tear a group.</value>
    public IReadOnlyList<string> CrossingGroups { get; }

    private LabeledImage[] Select(SplitName part) => [.. Dataset.Images.Where((_, i) => Parts[i] == part)];
}
