using MLPipeline.Inference;
using MLPipeline.Reporting;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>The page about a training.</summary>
internal static class TrainPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="console">Has the clock, and is told why there are no activation maps.</param>
    /// <param name="job">What was to be done.</param>
    /// <param name="report">What came of it.</param>
    /// <param name="folder">Where it goes.</param>
    public static void Save(ProgramConsole console, TrainJob job, TrainReport report, string folder)
    {
        var settings = job.Settings.Select(setting => new ReportFact(setting.Name, setting.Value)).ToList();
        string? Setting(string name) => settings.Find(setting => setting.Name == name)?.Value;
        var content = new ReportContent
        {
            Title = $"Training of {Path.GetFileName(report.Export.Path)}",
            Subtitle = $"{Setting("Network") ?? Setting("Backbone")}, {Setting("Way")}, on {Setting("Data")}",
            Classes = report.Classes,
            MetricsTitle = report.MetricsTitle,
            Choice = report.Choice,
            Warnings = [.. report.WarningTexts],
            Curves = report.Curves,
            Rates = FoundRates.Read(console, folder),
            Counts = report.Counts,
            Unreadable = [.. report.Skipped().Select(image => new ReportFact(image.Path, image.Reason))],
            Settings = settings,
            Environment = new RunEnvironment(console.Time.GetUtcNow()).Facts,
            Command = job.Command.Count > 0 ? CommandText.Of(job.Command) : "",
            Timings = report.Timings,
        };
        ReportPage.Save(Measured(console, job, report, content), Path.Combine(folder, ReportPage.FileName));
    }

    private static ReportContent Measured(ProgramConsole console, TrainJob job, TrainReport report, ReportContent content)
    {
        if (report.Metrics is not { } metrics) return content;
        var (images, rows) = (ShownImages.Of(report), ShownRows.Of(report));
        var model = report.Export.Path;
        using var engine = new PredictionEngine(model, new PredictionEngineOptions { ThreadsPerRun = 1 });
        // What Ctrl-C has ended early is reported on all the same.
        var maps = LossMaps.Compute(console, model, engine.Contract, job.Reading, rows.Losses, images, CancellationToken.None);
        return content.With(metrics, images, rows, maps, engine.Contract.Input.Resize);
    }
}
