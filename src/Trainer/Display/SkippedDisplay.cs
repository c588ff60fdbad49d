using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Lists the images that took no part because they could not be read.</summary>
internal static class SkippedDisplay
{
    private const int Most = 20;

    public static void Show(ProgramConsole console, IReadOnlyList<(string Path, string Reason)> images)
    {
        if (images.Count == 0)
        {
            return;
        }

        console.Warn($"{Measure.Count(images.Count)} images could not be read and took no part:");
        foreach (var (path, reason) in images.Take(Most))
        {
            console.Warn($"  {PrintableText.Of(path)}: {PrintableText.Of(reason)}");
        }

        if (images.Count > Most)
        {
            console.Warn($"  … and {Measure.Count(images.Count - Most)} more (--json lists all)");
        }
    }
}
