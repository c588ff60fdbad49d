using System.Diagnostics;
using MLPipeline.Evaluation;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>From images to a model file: trains, exports, measures and says what to type next. How it trains is what its kinds differ in.</summary>
internal abstract record TrainJob
{
    public string Output { get; init; } = "";

    public string? Report { get; init; }

    public string? Json { get; init; }

    /// <summary>Where the run is saved; null for nowhere. Not every kind of training is.</summary>
    public CheckpointOptions? Checkpoints { get; init; }

    /// <summary>What is written epoch by epoch; nothing where training has no epochs worth it.</summary>
    public EpochRecords Records { get; init; } = EpochRecords.None;

    /// <summary>Where everything of the run is kept; null for nowhere.</summary>
    public RunFolder? Folder { get; init; }

    /// <summary>What was typed, for the run's folder.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Everything that decides the result, by name, so that runs can be compared.</summary>
    protected abstract IEnumerable<(string Name, string Value)> Settings { get; }

    public ExitCode Run(ProgramConsole console, CancellationToken cancellation)
    {
        var total = Stopwatch.StartNew();
        OutputPlaces.Check(
            Report, Json, [(OutputPlaces.Model, Output), ("--checkpoint", Checkpoints?.Path), ("--run", Folder?.Result), .. Records.Files]); // before the work, not after it
        Folder?.Begin(console, Command, Settings, resumes: Checkpoints?.Resume == true);
        var report = Train(console, cancellation) with { TotalTime = total.Elapsed };
        Finish(console, report);
        return report.SkippedCount > 0 ? ExitCode.SomeImagesUnreadable : ExitCode.Done;
    }

    /// <summary>Trains and writes the model file. A training that is cancelled when there is something to keep is exported all the same.</summary>
    protected abstract TrainReport Train(ProgramConsole console, CancellationToken cancellation);

    /// <summary>How layers of a network are trained, by name.</summary>
    protected static IEnumerable<(string Name, string Value)> SettingsOf(ClassifierTrainingOptions options) =>
    [
        ("BatchSize", OptionText.Of(options.BatchSize)), ("Augmentation", options.Augmentation.ToString()), ("Unfreeze", options.Unfreeze.ToString()),
        ("Winograd", options.Winograd.ToString()), .. OptionText.Properties(options.Training),
    ];

    /// <summary>Writes the model file.</summary>
    protected static (ExportReport Report, TimeSpan Time) Timed(Func<ExportReport> export)
    {
        var watch = Stopwatch.StartNew();
        return (export(), watch.Elapsed);
    }

    private void Finish(ProgramConsole console, TrainReport report)
    {
        SkippedDisplay.Show(console, report.Skipped());
        if (report.Cancelled)
        {
            console.Warn("Training was cancelled: the model has the best weights until then.");
        }

        foreach (var warning in report.Warnings)
        {
            console.Warn($"{(warning.Epoch == 0 ? "Before training" : FormattableString.Invariant($"After epoch {warning.Epoch}"))}: {PrintableText.Of(warning.Text)}");
        }

        console.Say(report.Choice);
        console.WriteLine();
        if (report.Metrics is { } metrics)
        {
            EvaluationDisplay.Print(console, metrics, report.MetricsTitle);
            if (Report is not null)
            {
                EvaluationReport.Save(metrics, Report, report.MetricsTitle);
            }
        }
        else if (Report is not null)
        {
            console.Warn("No report was written: there are neither test nor validation images to measure with.");
        }

        if (Report is not null) report.SaveCourse(Report);
        Folder?.Finish(console, report);
        ResultDisplay.Print(console, report, Report is not null && report.Metrics is not null ? Report : null);
        if (Json is not null)
        {
            JsonOutput.Write(console, Json, report.WriteJson);
        }
    }
}
