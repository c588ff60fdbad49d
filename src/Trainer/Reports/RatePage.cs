using MLPipeline.Reporting;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>The page about a search for the learning rate, with the same as a picture and as a table beside it.</summary>
internal static class RatePage
{
    /// <summary>Writes the files.</summary>
    /// <param name="console">Has the clock.</param>
    /// <param name="settings">Everything that decides the result, by name.</param>
    /// <param name="report">What was found.</param>
    /// <param name="command">What was typed.</param>
    /// <param name="folder">Where they go.</param>
    public static void Save(
        ProgramConsole console,
        IEnumerable<(string Name, string Value)> settings,
        RateReport report,
        IEnumerable<string> command,
        string folder)
    {
        report.WritePlot(Path.Combine(folder, "rates.svg"));
        report.WriteCsv(Path.Combine(folder, "rates.csv"));
        FoundRates.Write(console, report, folder);
        var content = new ReportContent
        {
            Title = $"Learning rate for {report.Network}",
            Rates = new ReportRates(
                [.. report.Curve.Points.Select(point => new ReportRate(point.LearningRate, point.Loss, point.SmoothedLoss))],
                report.Curve.Valley?.LearningRate,
                report.Curve.Steepest?.LearningRate),
            Unreadable = [.. report.Skipped.Select(image => new ReportFact(image.Path, image.Reason))],
            Settings = [.. settings.Select(setting => new ReportFact(setting.Name, setting.Value))],
            Environment = new RunEnvironment(console.Time.GetUtcNow()).Facts,
            Command = CommandText.Of(command),
        };
        ReportPage.Save(content, Path.Combine(folder, ReportPage.FileName));
    }
}
