using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Lists the images that took no part because they could not be read.</summary>
internal static class SkippedDisplay
{
    private const int Most = 20;

    public static void Show(ProgramConsole console, TrainReport report)
    {
        if (report.SkippedCount == 0)
        {
            return;
        }

        console.Warn($"{Measure.Count(report.SkippedCount)} images could not be read and took no part:");
        List(console, "  ", [.. report.Skipped()]);
    }

    public static void Show(ProgramConsole console, IReadOnlyList<(string Path, string Reason)> skipped) => List(console, "Could not be read: ", skipped);

    private static void List(ProgramConsole console, string before, IReadOnlyList<(string Path, string Reason)> skipped)
    {
        foreach (var (path, reason) in skipped.Take(Most))
        {
            console.Warn($"{before}{PrintableText.Of(path)}: {PrintableText.Of(reason)}");
        }

        if (skipped.Count > Most)
        {
            console.Warn($"  … and {Measure.Count(skipped.Count - Most)} more (--json lists all)");
        }
    }
}
