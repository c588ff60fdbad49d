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
        foreach (var (path, reason) in report.Skipped().Take(Most))
        {
            console.Warn($"  {PrintableText.Of(path)}: {PrintableText.Of(reason)}");
        }

        if (report.SkippedCount > Most)
        {
            console.Warn($"  … and {Measure.Count(report.SkippedCount - Most)} more (--json lists all)");
        }
    }
}
