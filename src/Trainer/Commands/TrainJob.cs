using System.Diagnostics;
using MLPipeline.Evaluation;
using MLPipeline.Inference;
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

    /// <summary>
    /// The epoch, from 1, after which the training is saved and measured although it may go on later; null to train to the end.
    /// </summary>
    public int? PauseAfterEpoch { get; init; }

    /// <summary>How many epochs it takes, where it is trained in pieces; null where it is trained at once.</summary>
    public abstract int? Epochs { get; }

    /// <summary>Everything that decides the result, by name, so that runs can be compared.</summary>
    public abstract IEnumerable<(string Name, string Value)> Settings { get; }

    /// <summary>Threads and limits of reading images.</summary>
    public abstract BatchRunOptions Reading { get; }

    /// <summary>How it trains.</summary>
    protected abstract TrainingWay Way { get; }

    /// <summary>The same training on other images.</summary>
    public abstract TrainJob On(FileData files);

    /// <summary>The same training with everything in a folder.</summary>
    public TrainJob KeptIn(RunFolder folder, bool resumes) => this with
    {
        Output = folder.Model,
        Report = folder.Report,
        Json = null,
        Folder = folder,
        Checkpoints = Way == TrainingWay.FrozenBackbone ? null : new CheckpointOptions { Path = folder.Checkpoint, Resume = resumes },
        Records = Way == TrainingWay.FrozenBackbone ? EpochRecords.None : new EpochRecords([folder.History], null),
    };

    /// <summary>Trains, writes what is wanted, and says what was found.</summary>
    public ExitCode Run(ProgramConsole console, CancellationToken cancellation)
    {
        var report = Complete(console, cancellation);
        Show(console, report);
        return report.SkippedCount > 0 ? ExitCode.SomeImagesUnreadable : ExitCode.Done;
    }

    /// <summary>Trains and writes what is wanted, but for JSON.</summary>
    public TrainReport Complete(ProgramConsole console, CancellationToken cancellation)
    {
        var total = Stopwatch.StartNew();
        OutputPlaces.Check(
            Report, Json, [(OutputPlaces.Model, Output), ("--checkpoint", Checkpoints?.Path), ("--run", Folder?.Result), .. Records.Files]); // before the work, not after it
        Folder?.Begin(console, Command, Settings, resumes: Checkpoints?.Resume == true);
        var report = Train(console, cancellation) with { TotalTime = total.Elapsed };
        if (Report is not null)
        {
            if (report.Metrics is { } metrics) EvaluationReport.Save(metrics, Report);
            report.SaveCourse(Report);
            TrainPage.Save(console, this, report, Report);
        }

        Folder?.Finish(console, report);
        return report;
    }

    /// <summary>Says what was found, and writes the JSON, which may belong behind it.</summary>
    public void Show(ProgramConsole console, TrainReport report)
    {
        SkippedDisplay.Show(console, report.Skipped());
        if (report.Cancelled)
        {
            console.Warn("Training was cancelled: the model has the best weights until then.");
        }

        foreach (var warning in report.WarningTexts) console.Warn(PrintableText.Of(warning));

        console.Say(report.Choice);
        console.WriteLine();
        if (report.Metrics is { } metrics)
        {
            EvaluationDisplay.Print(console, metrics, report.MetricsTitle);
        }
        else if (Report is not null)
        {
            console.Warn("The report has no figures: there are neither test nor validation images to measure with.");
        }

        ResultDisplay.Print(console, report, Report);
        if (Json is not null)
        {
            JsonOutput.Write(console, Json, report.WriteJson);
        }
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
}
