using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Lists the images that took no part because they could not be read.</summary>
internal static class SkippedDisplay
{
    private const int Most = 20;

    /// <summary>Under a line that counts them.</summary>
    public static void Show(ProgramConsole console, IReadOnlyList<(string Path, string Reason)> images)
    {
        if (images.Count == 0) return;
        console.Warn($"{Measure.Count(images.Count)} images could not be read and took no part:");
        ShowLines(console, images, "  ");
    }

    /// <summary>Each with a line that stands for itself.</summary>
    public static void ShowLines(ProgramConsole console, IReadOnlyList<(string Path, string Reason)> images, string before = "Could not be read: ")
    {
        foreach (var (path, reason) in images.Take(Most))
        {
            console.Warn($"{before}{PrintableText.Of(path)}: {PrintableText.Of(reason)}");
        }

        if (images.Count > Most)
        {
            console.Warn($"  … and {Measure.Count(images.Count - Most)} more (--json lists all)");
        }
    }
}
