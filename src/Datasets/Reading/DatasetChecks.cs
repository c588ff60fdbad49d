namespace MLPipeline.Datasets;

/// <summary>What every data set must fulfil, wherever its labels come from.</summary>
internal static class DatasetChecks
{
    public static void Check(IReadOnlyList<LabeledImage> images, DatasetUse use, List<DatasetFault> faults)
    {
        if (images.Count == 0 || use == DatasetUse.Evaluation)
            return;

        var classes = images.GroupBy(image => image.Label, StringComparer.Ordinal).OrderBy(c => c.Key, StringComparer.Ordinal).ToList();
        if (classes.Count == 1)
        {
            faults.Add(new(DatasetFaultKind.TooFewClasses, $"class '{classes[0].Key}'", "is the only one, and there is nothing to tell it from",
                "Add images of at least one other class, in a folder of their own"));
        }

        var hasSplits = images.Any(image => image.Split is not null);
        foreach (var c in classes)
        {
            if (!hasSplits && c.Count() == 1)
            {
                faults.Add(new(DatasetFaultKind.TooFewImages, $"class '{c.Key}'",
                    $"has a single image ('{c.First().RelativePath}'), which cannot be both trained on and tested with",
                    "Add at least one more image or remove the class"));
            }
            else if (hasSplits && !c.Any(image => image.Split == SplitName.Train))
            {
                faults.Add(new(DatasetFaultKind.ClassNotInTrain, $"class '{c.Key}'",
                    $"is in {Part(c)} but not in the training part" + Lookalike(c.Key, classes),
                    "Add training images of it or remove it everywhere"));
            }
        }
    }

    private static string Part(IEnumerable<LabeledImage> images) =>
        images.First().Split == SplitName.Test ? "the test part" : "the validation part";

    /// <summary>"Cat" and "cat" are two classes; here that is most likely a slip.</summary>
    private static string Lookalike(string label, IEnumerable<IGrouping<string, LabeledImage>> classes) =>
        classes.Select(c => c.Key).FirstOrDefault(other => other != label && other.Equals(label, StringComparison.OrdinalIgnoreCase)) is { } similar
            ? $", which spells it '{similar}'"
            : "";
}
