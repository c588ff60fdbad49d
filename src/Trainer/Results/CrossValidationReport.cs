using System.Text.Json;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>What the folds of a cross-validation say together; the field names of its JSON are an interface (docs/json.md).</summary>
internal sealed record CrossValidationReport
{
    /// <summary>The finished folds, in their order.</summary>
    public required IReadOnlyList<RunRecord> Folds { get; init; }

    /// <summary>The file of the model that is trained on all training images; null for none.</summary>
    public string? Model { get; init; }

    /// <summary>The training on all training images; null for none.</summary>
    public RunRecord? Final { get; init; }

    public FoldFigure MicroAccuracy => Figure(fold => fold.MicroAccuracy);

    public FoldFigure MacroAccuracy => Figure(fold => fold.MacroAccuracy);

    public FoldFigure LogLoss => Figure(fold => fold.LogLoss);

    /// <summary>Each image once, whatever the number of trainings it was in.</summary>
    public IReadOnlyList<(string Path, string Reason)> Skipped =>
        [.. Results.SelectMany(fold => fold.Skipped).Concat(Final?.Result?.Skipped ?? []).DistinctBy(image => image.Path)];

    private IEnumerable<RunResult> Results => Folds.Select(fold => fold.Result!);

    /// <summary>Writes the answers of all folds as one table: each image answered by the network that has not seen it.</summary>
    public void SavePredictions(string path)
    {
        using var file = new OutputFile(path);
        using (var text = new StreamWriter(file.Stream, leaveOpen: true))
        {
            foreach (var (number, fold) in Folds.Index())
            {
                var table = File.ReadAllText(fold.Folder.Predictions);
                text.Write(number == 0 ? table : table[(table.IndexOf('\n', StringComparison.Ordinal) + 1)..]); // one heading
            }
        }

        file.Complete();
    }

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", Model is null ? null : Path.GetFullPath(Model));
        json.WriteString("metricsOf", "folds");
        WriteFigures(json, figure => figure.Mean);
        json.WriteStartObject("standardDeviations");
        WriteFigures(json, figure => figure.Deviation);
        json.WriteEndObject();
        json.WriteStartArray("folds");
        foreach (var fold in Folds) WriteFold(json, fold);
        json.WriteEndArray();
        json.WriteStartArray("perClass");
        foreach (var one in Results.SelectMany(fold => fold.Recalls).GroupBy(one => one.Class))
        {
            json.WriteStartObject();
            json.WriteString("name", one.Key);
            RunFigures.Write(json, "recall", one.Average(recall => recall.Recall));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("rows");
        json.WriteNumber("evaluated", Results.Sum(fold => fold.Images));
        json.WriteEndObject();
        UnreadImages.WriteJson(json, Skipped);
        json.WriteStartObject("training");
        json.WriteNull("bestEpoch");
        json.WriteBoolean("cancelled", false);
        json.WriteEndObject();
        json.WriteStartObject("timings"); // seconds
        json.WriteNumber("total", Results.Sum(fold => fold.Seconds));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteFold(Utf8JsonWriter json, RunRecord fold)
    {
        var result = fold.Result!;
        json.WriteStartObject();
        json.WriteString("path", fold.Folder.Path);
        json.WriteNumber("images", result.Images);
        RunFigures.Write(json, "microAccuracy", result.MicroAccuracy);
        RunFigures.Write(json, "macroAccuracy", result.MacroAccuracy);
        RunFigures.Write(json, "logLoss", result.LogLoss);
        json.WriteNumber("bestEpoch", result.BestEpoch!.Value);
        json.WriteNumber("seconds", result.Seconds);
        json.WriteEndObject();
    }

    private void WriteFigures(Utf8JsonWriter json, Func<FoldFigure, double> part)
    {
        RunFigures.Write(json, "microAccuracy", part(MicroAccuracy));
        RunFigures.Write(json, "macroAccuracy", part(MacroAccuracy));
        RunFigures.Write(json, "logLoss", part(LogLoss));
    }

    private FoldFigure Figure(Func<RunResult, double> read) => FoldFigure.Of([.. Results.Select(read)]);
}
