using System.Globalization;
using MLPipeline.Interpretation;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Prints what was found on images, and how it compares with known boxes.</summary>
internal static class LocalizeDisplay
{
    public static void Print(ProgramConsole console, LocalizeReport report, string folder)
    {
        SkippedDisplay.ShowLines(console, report.Skipped);
        var without = report.Read.Sum(image => report.Wanted(image).Count(found => found.Box is null));
        var found = report.Read.Sum(image => report.Wanted(image).Count()) - without;
        console.WriteLine(
            $"{Measure.Count(found)} boxes on {Measure.Count(report.Read.Count)} images, from maps of {report.Map.Width} x {report.Map.Height}"
            + " places");
        if (without > 0) console.WriteLine($"{Measure.Count(without)} classes asked for are nowhere the strongest and have no box");
        console.WriteLine();
        if (report.Known is not null) PrintKnown(console, report.Known, report.Top);
        console.WriteLine($"Written to {folder}: boxes.csv, and images with their boxes (boxes.png, pictures)");
    }

    private static void PrintKnown(ProgramConsole console, KnownBoxes known, int top)
    {
        var named = top == 1 ? "Right, class first" : $"Right, class in first {top}";
        var table = new ResultTable(
            "Class", new ResultColumn("Known boxes", IsNumber: true), new ResultColumn("Right", IsNumber: true),
            new ResultColumn(named, IsNumber: true), new ResultColumn("Mean overlap", IsNumber: true));
        foreach (var metrics in known.Classes) AddRow(table, metrics.Label!, metrics);
        AddRow(table, "All", known.Total);
        console.Write(table);
        console.WriteLine(
            "Right: intersection over union with the box of that class above 0.5; mean overlap: its mean, 0 where there is no box");
        if (known.Elsewhere > 0) console.WriteLine($"{Measure.Count(known.Elsewhere)} known boxes are of images that were not looked at");
        console.WriteLine();
    }

    private static void AddRow(ResultTable table, string name, LocalizationMetrics metrics) => table.AddRow(
        name, Measure.Count(metrics.Boxes), Measure.Percent(metrics.RightShare), Measure.Percent(metrics.RightAndNamedShare),
        metrics.MeanIntersectionOverUnion.ToString("0.000", CultureInfo.InvariantCulture));
}
