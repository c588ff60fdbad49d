using System.Text.Json;

namespace MLPipeline.Trainer;

/// <summary>What a sweep has found; the field names of its JSON are an interface (docs/json.md).</summary>
internal sealed record SweepReport
{
    public required IReadOnlyList<TrialJob> Trials { get; init; }

    public required SweepRecord Record { get; init; }

    public required bool ByLoss { get; init; }

    public required TrialJob Best { get; init; }

    /// <summary>The best trial's run, which is measured on the test images where there are any.</summary>
    public required RunRecord BestRun { get; init; }

    /// <summary>Where the best model went as well; null for nowhere.</summary>
    public string? Model { get; init; }

    /// <summary>The last score of each trial, best first: who was trained longer comes before who was given up.</summary>
    public IReadOnlyList<TrialScore> Ranking =>
    [
        .. Record.Scores.GroupBy(score => score.Trial).Select(scores => scores.MaxBy(score => score.Step)!).GroupBy(score => score.Step)
            .OrderByDescending(step => step.Key).SelectMany(step => TrialScore.Ranked(step, ByLoss)),
    ];

    public void WriteJson(Utf8JsonWriter json)
    {
        var result = BestRun.Result!;
        json.WriteStartObject();
        json.WriteString("model", Path.GetFullPath(Model ?? Best.Folder.Model));
        json.WriteString("metricsOf", result.MetricsOf);
        RunFigures.Write(json, "microAccuracy", result.MicroAccuracy);
        RunFigures.Write(json, "macroAccuracy", result.MacroAccuracy);
        RunFigures.Write(json, "logLoss", result.LogLoss);
        json.WriteNumber("bestTrial", Best.Trial.Number);
        json.WriteString("chosenBy", ByLoss ? "loss" : "accuracy");
        json.WriteStartArray("trials");
        foreach (var score in Ranking) WriteTrial(json, Trials[score.Trial - 1], score);
        json.WriteEndArray();
        json.WriteStartObject("rows");
        json.WriteNumber("evaluated", result.Images);
        json.WriteEndObject();
        UnreadImages.WriteJson(json, result.Skipped);
        json.WriteStartObject("training");
        json.WriteNull("bestEpoch");
        json.WriteBoolean("cancelled", false);
        json.WriteEndObject();
        json.WriteStartObject("timings"); // seconds
        json.WriteNumber("total", Record.Scores.Sum(score => score.Seconds));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTrial(Utf8JsonWriter json, TrialJob trial, TrialScore score)
    {
        json.WriteStartObject();
        json.WriteNumber("number", score.Trial);
        json.WriteString("path", trial.Folder.Path);
        json.WriteStartObject("options");
        foreach (var (option, value) in trial.Trial.Values) json.WriteString(option.TrimStart('-'), value);
        json.WriteEndObject();
        if (score.Epochs is { } epochs) json.WriteNumber("epochs", epochs);
        RunFigures.Write(json, "validationAccuracy", score.Accuracy);
        RunFigures.Write(json, "validationLogLoss", score.LogLoss);
        if (score.Failure is not null) json.WriteString("failure", score.Failure);
        json.WriteEndObject();
    }
}
