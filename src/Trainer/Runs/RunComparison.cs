using System.Text.Json;
using MLPipeline.Evaluation;

namespace MLPipeline.Trainer;

/// <summary>Two finished runs beside each other; the field names of its JSON are an interface (docs/json.md).</summary>
/// <param name="A">The first run.</param>
/// <param name="B">The second run.</param>
/// <param name="Settings">Those that differ; null where a run has none of that name.</param>
/// <param name="Figures">The figures of both; NaN where there is none.</param>
/// <param name="Recalls">The share of each class's images that was answered right, the largest difference first.</param>
/// <param name="CommonImages">Images that both were measured with.</param>
/// <param name="Test">Whether they differ on these by more than chance.</param>
internal sealed record RunComparison(
    RunRecord A,
    RunRecord B,
    IReadOnlyList<(string Name, string? A, string? B)> Settings,
    IReadOnlyList<(string Name, double A, double B)> Figures,
    IReadOnlyList<(string Name, double A, double B)> Recalls,
    int CommonImages,
    McNemarTest Test)
{
    /// <exception cref="RunException">A run is not finished, or its predictions are missing.</exception>
    public static RunComparison Of(RunRecord a, RunRecord b)
    {
        var (resultA, resultB) = (ResultOf(a), ResultOf(b));
        var (rightA, rightB) = (PredictionTable.ReadRight(a.Folder.Predictions), PredictionTable.ReadRight(b.Folder.Predictions));
        var common = rightA.Where(image => rightB.ContainsKey(image.Key)).Select(image => (A: image.Value, B: rightB[image.Key])).ToList();
        return new RunComparison(
            a,
            b,
            DifferentSettings(a, b),
            [
                ("microAccuracy", resultA.MicroAccuracy, resultB.MicroAccuracy),
                ("macroAccuracy", resultA.MacroAccuracy, resultB.MacroAccuracy),
                ("logLoss", resultA.LogLoss, resultB.LogLoss),
                ("seconds", resultA.Seconds, resultB.Seconds),
            ],
            RecallsOf(resultA, resultB),
            common.Count,
            McNemarTest.Of(common.Count(image => image is { A: true, B: false }), common.Count(image => image is { A: false, B: true })));
    }

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("a", A.Folder.Path);
        json.WriteString("b", B.Folder.Path);
        json.WriteStartArray("settings");
        foreach (var (name, a, b) in Settings)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("a", a);
            json.WriteString("b", b);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WritePairs(json, "figures", Figures);
        WritePairs(json, "recalls", Recalls);
        json.WriteStartObject("mcNemar");
        json.WriteNumber("commonImages", CommonImages);
        json.WriteNumber("onlyARight", Test.OnlyFirstRight);
        json.WriteNumber("onlyBRight", Test.OnlySecondRight);
        json.WriteNumber("pValue", Test.PValue);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static RunResult ResultOf(RunRecord run) =>
        run.Result ?? throw new RunException($"'{run.Folder.Path}' holds a run that is not finished: there is nothing to compare yet.");

    private static List<(string Name, string? A, string? B)> DifferentSettings(RunRecord a, RunRecord b)
    {
        var names = a.Settings.Concat(b.Settings).Select(setting => setting.Name).Distinct();
        return [.. names.Select(name => (Name: name, A: a.Setting(name), B: b.Setting(name))).Where(setting => setting.A != setting.B)];
    }

    private static List<(string Name, double A, double B)> RecallsOf(RunResult a, RunResult b)
    {
        static double Of(RunResult result, string name) =>
            result.Recalls.Where(one => one.Class == name).Select(one => one.Recall).FirstOrDefault(double.NaN);

        return
        [
            .. a.Recalls.Concat(b.Recalls).Select(one => one.Class).Distinct().Select(name => (Name: name, A: Of(a, name), B: Of(b, name)))
                .OrderByDescending(one => double.IsNaN(one.B - one.A) ? -1 : Math.Abs(one.B - one.A)),
        ];
    }

    private static void WritePairs(Utf8JsonWriter json, string title, IEnumerable<(string Name, double A, double B)> pairs)
    {
        json.WriteStartArray(title);
        foreach (var (name, a, b) in pairs)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            RunFigures.Write(json, "a", a);
            RunFigures.Write(json, "b", b);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
