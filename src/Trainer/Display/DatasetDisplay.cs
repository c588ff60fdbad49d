using MLPipeline.Datasets;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Says what the data are, and what is odd about them.</summary>
internal static class DatasetDisplay
{
    private const int MostClasses = 20;
    private const int MostPaths = 5;

    public static void Show(ProgramConsole console, DatasetSplit split)
    {
        console.Say($"{Measure.Count(split.Dataset.Images.Count)} images in {Measure.Count(split.Dataset.Classes.Count)} classes: "
            + $"{Measure.Count(split.Train.Count)} to train on, {Measure.Count(split.Validation.Count)} for validation, {Measure.Count(split.Test.Count)} to test with");
        foreach (var count in split.Counts.OrderByDescending(count => count.Total).ThenBy(count => count.Label, StringComparer.Ordinal).Take(MostClasses))
        {
            console.Say($"  {PrintableText.Of(count.Label)}: {Measure.Count(count.Train)} + {Measure.Count(count.Validation)} + {Measure.Count(count.Test)}");
        }

        if (split.Counts.Count > MostClasses)
        {
            console.Say($"  … and {split.Counts.Count - MostClasses} smaller classes");
        }

        WarnOfDuplicates(console, split);
        WarnOfIgnored(console, split.Dataset);
        if (split.CrossingGroups.Count > 0)
        {
            console.Warn($"{split.CrossingGroups.Count} groups have images in more than one part: {string.Join(", ", split.CrossingGroups.Take(MostPaths))}");
        }
    }

    private static void WarnOfDuplicates(ProgramConsole console, DatasetSplit split)
    {
        if (split.Duplicates.Count == 0)
        {
            return;
        }

        console.Warn($"{Measure.Count(split.Duplicates.Count)} images are there more than once ({Measure.Count(split.Duplicates.Sum(group => group.Images.Count))} files); identical images stay in one part.");
        Examples(console, "with different labels", [.. split.Duplicates.Where(group => group.HasConflictingLabels)]);
        Examples(console, "in more than one of the parts that the data give, so figures on them are too good", [.. split.Duplicates.Where(group => group.CrossesParts)]);
    }

    private static void Examples(ProgramConsole console, string what, IReadOnlyList<DuplicateGroup> groups)
    {
        if (groups.Count == 0)
        {
            return;
        }

        console.Warn($"{Measure.Count(groups.Count)} of them stand {what}:");
        foreach (var group in groups.Take(MostPaths))
        {
            console.Warn($"  {string.Join(" = ", group.Images.Take(MostPaths).Select(image => PrintableText.Of(image.RelativePath)))}");
        }
    }

    private static void WarnOfIgnored(ProgramConsole console, ImageDataset dataset)
    {
        foreach (var reason in dataset.Ignored.GroupBy(file => file.Reason).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            console.Say($"Left out ({reason.Key}): {Measure.Count(reason.Count())}, e.g. {PrintableText.Of(reason.First().RelativePath)}");
        }
    }
}
