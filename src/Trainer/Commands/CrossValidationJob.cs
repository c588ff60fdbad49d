using System.Globalization;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>
/// The same training once for each fold of the training images, measured on that fold; then, where a model is wanted, on all of them. Each
/// is a run of its own below the folder, so what is finished is not repeated.
/// </summary>
internal sealed record CrossValidationJob
{
    /// <summary>How each fold is trained.</summary>
    public required TrainJob Training { get; init; }

    public required FileData Files { get; init; }

    /// <summary>How many folds.</summary>
    public required int Folds { get; init; }

    public required RunFolder Folder { get; init; }

    /// <summary>The file of the model that is trained on all training images; null for none.</summary>
    public string? Model { get; init; }

    public string? Json { get; init; }

    /// <summary>Whether an interrupted cross-validation may be continued.</summary>
    public bool Resumes { get; init; }

    public IReadOnlyList<string> Command { get; init; } = [];

    /// <exception cref="RunException">The folder holds another run.</exception>
    public ExitCode Run(ProgramConsole console, CancellationToken cancellation)
    {
        OutputPlaces.Check(null, Json, [(OutputPlaces.Model, Model), ("--run", Folder.Result)]);
        var folds = Files.ReadFolds(console, Folds, cancellation);
        Begin(console, folds.Sha256);
        var report = new CrossValidationReport
        {
            Folds = [.. folds.Folds.Index().Select(fold => RunFold(console, fold.Index, fold.Item, cancellation))],
            Model = Model,
        };
        CrossValidationDisplay.Print(console, report);
        if (Model is not null) report = report with { Final = RunFinal(console, cancellation) };
        report.SavePredictions(Folder.Predictions);
        JsonOutput.Write(console, Folder.Result, report.WriteJson);
        SkippedDisplay.Show(console, report.Skipped);
        if (Json is not null) JsonOutput.Write(console, Json, report.WriteJson);
        return report.Skipped.Count > 0 ? ExitCode.SomeImagesUnreadable : ExitCode.Done;
    }

    private void Begin(ProgramConsole console, string images)
    {
        var folds = Folds.ToString(CultureInfo.InvariantCulture);
        (string Name, string Value)[] settings = [.. Training.Settings, ("Folds", folds), ("Images", images)];
        if (Resumes && Folder.IsRun)
        {
            var before = RunRecord.Read(Folder);
            string[] differences =
            [
                .. settings.Where(setting => before.Setting(setting.Name) != setting.Value)
                    .Select(setting => $"{setting.Name}: {before.Setting(setting.Name) ?? "none"} there, {setting.Value} now"),
            ];
            if (differences.Length > 0)
            {
                throw new RunException(
                    $"'{Folder.Path}' holds another run; repeat its command, or name another folder. "
                    + $"What differs: {string.Join("; ", differences)}.");
            }
        }

        Folder.Begin(console, Command, settings, Resumes);
    }

    private RunRecord RunFold(ProgramConsole console, int fold, FileData files, CancellationToken cancellation)
    {
        var folder = Folder.Fold(fold + 1);
        if (!IsDone(folder))
        {
            Complete(console, Training.On(files).KeptIn(folder, Resumes), cancellation);
        }

        var run = RunRecord.Read(folder);
        var (accuracy, loss) = (RunFigures.Share(run.Result!.MicroAccuracy), RunFigures.Plain(run.Result.LogLoss));
        console.Say(
            string.Create(CultureInfo.InvariantCulture, $"Fold {fold + 1} of {Folds} is done: accuracy {accuracy}, log-loss {loss}"));
        return run;
    }

    private RunRecord RunFinal(ProgramConsole console, CancellationToken cancellation)
    {
        var folder = Folder.Part("final");
        if (!IsDone(folder) || !File.Exists(Model))
        {
            console.Say("All training images");
            var job = Training.KeptIn(folder, Resumes) with { Output = Model! };
            job.Show(console, Complete(console, job, cancellation));
        }

        return RunRecord.Read(folder);
    }

    /// <summary>Trains. What Ctrl-C has ended early is no result of a cross-validation.</summary>
    private TrainReport Complete(ProgramConsole console, TrainJob job, CancellationToken cancellation)
    {
        var report = (job with { Command = Command }).Complete(console, cancellation);
        if (cancellation.IsCancellationRequested)
        {
            console.Warn("The cross-validation is not finished; the same command with --resume goes on with it.");
            cancellation.ThrowIfCancellationRequested();
        }

        return report;
    }

    private bool IsDone(RunFolder folder) => Resumes && folder.IsRun && RunRecord.Read(folder).Result is { Cancelled: false };
}
