using System.Diagnostics;
using System.Globalization;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>
/// Trains trials step by step, in each step only those that were best in the one before. A trial goes on from its checkpoint, so the best one is
/// the network that <c>train</c> makes of its options.
/// </summary>
internal sealed record SweepJob
{
    public required IReadOnlyList<TrialJob> Trials { get; init; }

    public required IReadOnlyList<Rung> Plan { get; init; }

    /// <summary>Whether the log-loss decides, not the accuracy.</summary>
    public required bool ByLoss { get; init; }

    public required RunFolder Folder { get; init; }

    /// <summary>The words of <c>train</c> that all trials share.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>What was typed.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    public bool Resumes { get; init; }

    /// <summary>Where the best model goes as well; null for nowhere.</summary>
    public string? Model { get; init; }

    public string? Json { get; init; }

    /// <exception cref="RunException">The folder holds another sweep.</exception>
    public ExitCode Run(ProgramConsole console, CancellationToken cancellation)
    {
        OutputPlaces.Check(null, Json, [(OutputPlaces.Model, Model), ("--run", Folder.Sweep)]);
        var record = Begin(console);
        IReadOnlyList<TrialJob> remaining = Trials;
        for (var step = 0; ; step++)
        {
            var rung = Plan[step];
            console.Say(Introduction(step, remaining));
            foreach (var trial in remaining)
            {
                if (record.Scores.Any(score => score.Step == step && score.Trial == trial.Trial.Number)) continue;
                var score = Train(console, trial, step, cancellation);
                record = record with { Scores = [.. record.Scores, score] };
                record.Write(console, Folder.Sweep);
                console.Say(SweepDisplay.Line(trial.Trial, score)); // what is said stays done, whatever happens next
            }

            var ranked = TrialScore.Ranked(record.Scores.Where(score => score.Step == step), ByLoss);
            if (ranked[0].Failure is { } failure) throw new RunException($"No trial could be trained; the first one: {failure}");
            if (step == Plan.Count - 1) return Finish(console, record, ranked[0]);
            var best = ranked.Where(score => score.Failure is null).Take(Plan[step + 1].Trials).Select(score => score.Trial).ToHashSet();
            remaining = [.. remaining.Where(trial => best.Contains(trial.Trial.Number))];
        }
    }

    /// <summary>What all trials have in common.</summary>
    private IEnumerable<(string Name, string Value)> Settings
    {
        get
        {
            var shared = Trials[0].Training!.Settings.Where(setting =>
                setting.Name != "Way" && Trials.All(trial => trial.Training!.Settings.Contains(setting)));
            return [("Way", "sweep"), ("Trials", Trials.Count.ToString(CultureInfo.InvariantCulture)), .. shared];
        }
    }

    private SweepRecord Begin(ProgramConsole console)
    {
        var record = SweepRecord.Begin(Words, Trials.Select(trial => trial.Trial), Plan);
        if (Resumes && Folder.IsSweep)
        {
            var before = SweepRecord.Read(Folder.Sweep);
            if (before.IsSame(record)) return before;
            throw new RunException(
                $"'{Folder.Path}' holds another sweep; repeat its command, or name another folder. "
                + $"It tried: train {string.Join(' ', before.Command)}");
        }

        Folder.Begin(console, Command, Settings, Resumes);
        record.Write(console, Folder.Sweep);
        return record;
    }

    private string Introduction(int step, IReadOnlyList<TrialJob> trials)
    {
        var title = string.Create(CultureInfo.InvariantCulture, $"Step {step + 1} of {Plan.Count}: {Measure.Count(trials.Count)} trials");
        return trials[0].Training!.Epochs is { } epochs
            ? string.Create(CultureInfo.InvariantCulture, $"{title}, each to epoch {Plan[step].EpochsOf(epochs)} of {epochs}")
            : title;
    }

    private TrialScore Train(ProgramConsole console, TrialJob trial, int step, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var epochs = trial.Training!.Epochs is { } all ? Plan[step].EpochsOf(all) : (int?)null;
        var job = trial.Training.KeptIn(trial.Folder, resumes: true) with
        {
            PauseAfterEpoch = epochs == trial.Training.Epochs ? null : epochs,
            Report = step == Plan.Count - 1 ? trial.Folder.Report : null, // its pictures take time that trials which are given up are not worth
        };
        TrialScore Score(double accuracy, double loss, string? failure) =>
            new(trial.Trial.Number, step, epochs, accuracy, loss, watch.Elapsed.TotalSeconds, failure);

        try
        {
            var report = job.Complete(console, cancellation);
            if (cancellation.IsCancellationRequested)
            {
                console.Warn("The sweep is not finished; the same command with --resume goes on with it.");
                cancellation.ThrowIfCancellationRequested();
            }

            if (report.ValidationMetrics is not { } metrics)
            {
                throw new UsageException("There are no validation images to choose by; hold some out with --val-fraction, such as 0.2.");
            }

            return Score(metrics.MicroAccuracy, metrics.LogLoss, null) with { Trained = report.BestTrained };
        }
        catch (TrainingDivergedException error)
        {
            return Score(double.NaN, double.NaN, error.Message);
        }
    }

    private ExitCode Finish(ProgramConsole console, SweepRecord record, TrialScore best)
    {
        var trial = Trials[best.Trial - 1];
        var run = RunRecord.Read(trial.Folder);
        if (Model is not null)
        {
            using var file = new OutputFile(Model);
            using (var model = File.OpenRead(trial.Folder.Model)) model.CopyTo(file.Stream);
            file.Complete();
        }

        var report = new SweepReport { Trials = Trials, Record = record, ByLoss = ByLoss, Best = trial, BestRun = run, Model = Model };
        JsonOutput.Write(console, Folder.Result, report.WriteJson);
        SweepDisplay.Print(console, report);
        SkippedDisplay.Show(console, run.Result!.Skipped);
        if (Json is not null) JsonOutput.Write(console, Json, report.WriteJson);
        return run.Result.Skipped.Count > 0 ? ExitCode.SomeImagesUnreadable : ExitCode.Done;
    }
}
