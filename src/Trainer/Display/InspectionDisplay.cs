using System.Globalization;
using MLPipeline.Datasets;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Prints what a data set looks like; what is likely to be wrong with it goes to the warnings.</summary>
internal static class InspectionDisplay
{
    private const int BarWidth = 30;
    private const int MostClasses = 120;
    private const int MostExamples = 10;
    private const double GreatImbalance = 3;

    public static void Print(ProgramConsole console, string title, DatasetInspection inspection)
    {
        var split = inspection.Split;
        var (images, classes) = (Measure.Count(split.Dataset.Images.Count), Measure.Count(split.Counts.Count));
        console.WriteLine($"{PrintableText.Of(title)}: {images} images in {classes} classes");
        console.WriteLine();
        PrintClasses(console, split);
        var table = new ResultTable("", "");
        foreach (var (name, text) in Lines(inspection)) table.AddRow(name, text);
        console.Write(table);
        Warn(console, inspection);
    }

    private static void PrintClasses(ProgramConsole console, DatasetSplit split)
    {
        var table = new ResultTable(
            "Class",
            new ResultColumn("Training", IsNumber: true),
            new ResultColumn("Validation", IsNumber: true),
            new ResultColumn("Test", IsNumber: true),
            new ResultColumn("Images", IsNumber: true),
            "");
        var largest = split.Counts.Max(count => count.Total);
        var sorted = split.Counts.OrderByDescending(count => count.Total).ThenBy(count => count.Label, StringComparer.Ordinal);
        foreach (var count in sorted.Take(MostClasses))
        {
            var bar = new string('█', Math.Max(1, (int)Math.Round((double)BarWidth * count.Total / largest)));
            table.AddRow(
                count.Label, Measure.Count(count.Train), Measure.Count(count.Validation), Measure.Count(count.Test),
                Measure.Count(count.Total), bar);
        }

        console.Write(table);
        if (split.Counts.Count > MostClasses) console.WriteLine($"… and {Measure.Count(split.Counts.Count - MostClasses)} smaller classes");
    }

    private static IEnumerable<(string Name, string Text)> Lines(DatasetInspection inspection)
    {
        var split = inspection.Split;
        yield return ("Largest / smallest class", inspection.Imbalance.ToString("0.0", CultureInfo.InvariantCulture));
        if (inspection.Sizes is { } sizes)
        {
            yield return ("Width x height", $"smallest {sizes.Smallest}, median {sizes.Median}, largest {sizes.Largest}");
            var (count, different) = (Measure.Count(sizes.MostFrequentCount), Measure.Count(sizes.Different));
            yield return ("Most frequent size", $"{sizes.MostFrequent}, {count} images; {different} different sizes");
        }

        if (inspection.Formats.Count > 0)
        {
            var formats = inspection.Formats.Select(format => $"{format.Format} {Measure.Count(format.Count)}");
            yield return ("Formats", string.Join(", ", formats));
        }

        yield return ("Identical images", Identical(split));
        yield return ("Near-duplicates", NearlyIdentical(inspection));
        if (inspection.PlainImages > 0) yield return ("Plain images", $"{Measure.Count(inspection.PlainImages)}, of nearly one grey level");
        yield return ("Unreadable", Measure.Count(inspection.Unreadable.Count));
    }

    private static string Identical(DatasetSplit split)
    {
        if (split.Duplicates.Count == 0) return "none";
        var files = Measure.Count(split.Duplicates.Sum(group => group.Images.Count));
        return $"{Measure.Count(split.Duplicates.Count)} images in {files} files; "
            + $"with different labels {Measure.Count(split.Duplicates.Count(group => group.HasConflictingLabels))}, "
            + $"on both sides of the split {Measure.Count(split.Duplicates.Count(group => group.CrossesParts))}";
    }

    private static string NearlyIdentical(DatasetInspection inspection)
    {
        if (inspection.NearDuplicates is not { } pairs) return "not looked for among the few pixels of a published set";
        var crossing = pairs.Where(pair => pair.CrossesParts).Select(pair => pair.Image).Distinct().Count();
        return $"held-out images that look like a training image {Measure.Count(crossing)}; "
            + $"pairs with different labels {Measure.Count(pairs.Count(pair => pair.HasConflictingLabels))}";
    }

    private static void Warn(ProgramConsole console, DatasetInspection inspection)
    {
        var split = inspection.Split;
        var mislabelled = split.Duplicates.Where(group => group.HasConflictingLabels);
        Examples(console, "Identical images with different labels, of which at least one is wrong", mislabelled, Describe);
        var leaking = split.Duplicates.Where(group => group.CrossesParts);
        Examples(console, "Identical images on both sides of the split, which make figures too good", leaking, Describe);
        var crossing = inspection.NearDuplicates?.Where(pair => pair.CrossesParts) ?? [];
        Examples(
            console,
            "Held-out images that look like a training image, which make figures too good (--group-regex keeps such images together)",
            crossing,
            Describe);
        var contradicting = inspection.NearDuplicates?.Where(pair => pair.HasConflictingLabels && !pair.CrossesParts) ?? [];
        Examples(console, "Images that look alike and have different labels", contradicting, Describe);
        if (inspection.Imbalance > GreatImbalance)
        {
            var times = inspection.Imbalance.ToString("0.0", CultureInfo.InvariantCulture);
            console.Warn($"The largest class has {times} times as many images as the smallest; consider --balance when training.");
        }

        Examples(console, "Images that could not be read", inspection.Unreadable, bad => $"{bad.Image.RelativePath}: {bad.Reason}");
    }

    private static void Examples<T>(ProgramConsole console, string what, IEnumerable<T> found, Func<T, string> describe)
    {
        T[] all = [.. found];
        if (all.Length == 0) return;
        console.Warn($"{what}: {Measure.Count(all.Length)}");
        foreach (var one in all.Take(MostExamples)) console.Warn($"  {PrintableText.Of(describe(one))}");
        if (all.Length > MostExamples) console.Warn($"  … and {Measure.Count(all.Length - MostExamples)} more (--json lists all)");
    }

    private static string Describe(DuplicateGroup group) =>
        string.Join(" = ", group.Images.Take(MostExamples).Select(image => image.RelativePath));

    private static string Describe(NearDuplicate pair) =>
        FormattableString.Invariant($"{pair.Image.RelativePath} ~ {pair.Other.RelativePath} (distance {pair.Distance})");
}
