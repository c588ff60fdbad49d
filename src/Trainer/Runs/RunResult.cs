using System.Text.Json;

namespace MLPipeline.Trainer;

/// <summary>The figures of a finished run (docs/json.md).</summary>
/// <param name="MetricsOf">The images they are of: test, validation or none.</param>
/// <param name="MicroAccuracy">NaN, like the other figures, where there are no such images.</param>
/// <param name="MacroAccuracy">Mean recall of the classes.</param>
/// <param name="LogLoss">In nats.</param>
/// <param name="Recalls">By class; NaN for a class without images.</param>
/// <param name="BestEpoch">
/// The epoch, from 1, whose weights are in the model, 0 for those before the first one; null for a cross-validation, which has one in each fold.
/// </param>
/// <param name="Seconds">From the start to the model, the last time the run was started.</param>
/// <param name="Cancelled">Whether training was ended by Ctrl-C.</param>
/// <param name="Images">How many images the figures are of.</param>
/// <param name="Skipped">Images that could not be read.</param>
internal sealed record RunResult(
    string MetricsOf,
    double MicroAccuracy,
    double MacroAccuracy,
    double LogLoss,
    IReadOnlyList<(string Class, double Recall)> Recalls,
    int? BestEpoch,
    double Seconds,
    bool Cancelled,
    int Images,
    IReadOnlyList<(string Path, string Reason)> Skipped)
{
    /// <summary>Reads what <c>train --json</c> writes.</summary>
    /// <exception cref="KeyNotFoundException">A field is missing.</exception>
    /// <exception cref="InvalidOperationException">A field has another type.</exception>
    public static RunResult Of(JsonElement json)
    {
        var training = json.GetProperty("training");
        var recalls = json.TryGetProperty("perClass", out var classes)
            ? classes.EnumerateArray().Select(one => (one.GetProperty("name").GetString()!, Number(one, "recall"))).ToList()
            : [];
        return new RunResult(
            json.GetProperty("metricsOf").GetString()!,
            Number(json, "microAccuracy"),
            Number(json, "macroAccuracy"),
            Number(json, "logLoss"),
            recalls,
            training.GetProperty("bestEpoch") is { ValueKind: JsonValueKind.Number } epoch ? epoch.GetInt32() : null,
            json.GetProperty("timings").GetProperty("total").GetDouble(),
            training.GetProperty("cancelled").GetBoolean(),
            json.TryGetProperty("rows", out var rows) ? rows.GetProperty("evaluated").GetInt32() : 0,
            [.. json.GetProperty("skipped").EnumerateArray().Select(one => (Text(one, "path"), Text(one, "reason")))]);
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static double Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;
}
