namespace MLPipeline.Datasets;

/// <summary>Divides a data set into training, validation and test parts.</summary>
public static class DatasetSplitter
{
    /// <summary>Splits <paramref name="dataset"/>; the same arguments give the same parts on every machine.</summary>
    /// <remarks>
    /// <para><b>Ready-made parts.</b> Parts that the data assign stay as they are, even when an image lies in two of them (see
    /// <see cref="DuplicateGroup.CrossesParts"/>). A part that they lack is taken out of their training part, by its fraction of that part; a
    /// fraction of 0 does without it.</para>
    /// <para><b>Units.</b> What must stay together moves together: images of the same content, images of the same group, and what these chain
    /// together. Units are ordered by SHA-256 of the seed and the group's name, else the content, else the relative path.</para>
    /// <para><b>Sizes.</b> Of a class with n images each held-out part wants round(fraction · n), half away from zero, but at least 1; training keeps at
    /// least 1; with too few images the validation part goes without first, then the test part. Along the order each unit goes to the test part
    /// while it fits into what that still wants, else to the validation part, else to training: with single images the counts are exact. What is
    /// then still wanted is filled with the units that bring the counts of all their classes closest; last, a class that a held-out part
    /// lacks is given its best-fitting unit wherever another part can spare one.</para>
    /// <para><b>Stability.</b> Order depends on each unit alone: an image more or less in a class of single images changes the part of at most three
    /// others of that class, and of none in other classes.</para>
    /// </remarks>
    /// <param name="dataset">With parts of its own or without.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="contents">
    /// Content of each image, by position in <see cref="ImageDataset.Images"/>, as <see cref="ContentHasher.Hash"/> gives it; null when identical
    /// images are known not to occur. An image of unknown content (<see cref="ContentHash.IsNone"/>) counts as unlike all others.
    /// </param>
    /// <exception cref="DatasetException">The options are out of range.</exception>
    /// <exception cref="ArgumentException"><paramref name="contents"/> has another length than the images.</exception>
    public static DatasetSplit Split(ImageDataset dataset, SplitOptions? options = null, IReadOnlyList<ContentHash>? contents = null)
    {
        options ??= new();
        DatasetException.ThrowIfAny(options.Validate());
        if (contents is not null && contents.Count != dataset.Images.Count)
            throw new ArgumentException($"{contents.Count} hashes for {dataset.Images.Count} images.", nameof(contents));

        var parts = dataset.Images.Select(image => image.Split ?? SplitName.Train).ToArray();
        var fractions = new PartFractions(
            Test: parts.Contains(SplitName.Test) ? 0 : options.TestFraction,
            Validation: parts.Contains(SplitName.Validation) ? 0 : options.ValidationFraction);
        var pool = Enumerable.Range(0, parts.Length).Where(i => parts[i] == SplitName.Train).ToArray();
        var units = SplitUnits.Build(dataset, pool, contents, options.Seed);
        new UnitAssignment(units, dataset.Classes.Count, fractions).Run(parts);

        return new DatasetSplit(dataset, options, parts, contents is null ? [] : Duplicates(dataset, parts, contents), CrossingGroups(dataset, parts));
    }

    private static DuplicateGroup[] Duplicates(ImageDataset dataset, SplitName[] parts, IReadOnlyList<ContentHash> contents)
    {
        var firsts = new Dictionary<ContentHash, int>(contents.Count);
        var groups = new Dictionary<int, List<int>>(); // by the first image; only of content that is there more than once
        for (var i = 0; i < contents.Count; i++)
        {
            if (contents[i].IsNone || firsts.TryAdd(contents[i], i))
                continue;

            var first = firsts[contents[i]];
            if (!groups.TryGetValue(first, out var group))
                groups.Add(first, group = [first]);

            group.Add(i);
        }

        return [.. groups.OrderBy(group => group.Key).Select(group => new DuplicateGroup(
            contents[group.Key],
            [.. group.Value.Select(i => dataset.Images[i])],
            HasConflictingLabels: group.Value.Exists(i => dataset.Images[i].Label != dataset.Images[group.Key].Label),
            CrossesParts: group.Value.Exists(i => parts[i] != parts[group.Key])))];
    }

    private static string[] CrossingGroups(ImageDataset dataset, SplitName[] parts)
    {
        var first = new Dictionary<string, SplitName>(StringComparer.Ordinal);
        var crossing = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < parts.Length; i++)
        {
            if (dataset.Images[i].Group is { } group && !first.TryAdd(group, parts[i]) && first[group] != parts[i])
                crossing.Add(group);
        }

        return [.. crossing.Order(StringComparer.Ordinal)];
    }
}

/// <summary>Shares of each class; 0 for a part that is not wanted.</summary>
internal readonly record struct PartFractions(double Test, double Validation);
