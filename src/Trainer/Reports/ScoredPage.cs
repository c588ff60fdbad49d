using MLPipeline.Imaging;
using MLPipeline.Reporting;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>The page about a model that was tried on images.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Selection">The images.</param>
/// <param name="Rows">Those to show.</param>
/// <param name="Maps">Of the highest losses; null for none.</param>
/// <param name="View">How the model sees an image.</param>
/// <param name="Command">What was typed.</param>
internal sealed record ScoredPage(
    string Title, PartSelection Selection, ShownRows Rows, LossMaps? Maps, ResizeRule View, IEnumerable<string> Command)
{
    /// <summary>Writes the page.</summary>
    public void Save(ProgramConsole console, EvaluateReport report, string folder)
    {
        var content = new ReportContent
        {
            Title = Title,
            Subtitle = Selection.Explanation,
            MetricsTitle = Selection.Explanation,
            Unreadable = [.. report.Skipped.Select(image => new ReportFact(image.Path, image.Reason))],
            Environment = new RunEnvironment(console.Time.GetUtcNow()).Facts,
            Command = CommandText.Of(Command),
            Timings = [new ReportTiming("Measuring", report.Elapsed.TotalSeconds)],
        };
        var page = content.With(report.Metrics, ShownImages.Of(Selection.Images), Rows, Maps, View);
        ReportPage.Save(page, Path.Combine(folder, ReportPage.FileName));
    }
}
