using System.Text.Json;
using MLPipeline.Reporting;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>
/// The search for a learning rate in a report's folder: <c>find-rate --report</c> leaves it there, and a training that is reported into
/// the same folder shows it beside its curves.
/// </summary>
internal static class FoundRates
{
    private const string FileName = "rates.json";

    public static void Write(ProgramConsole console, RateReport report, string folder) =>
        JsonOutput.Write(console, Path.Combine(folder, FileName), report.WriteJson);

    /// <summary>What a search has left in the folder; null for nothing, and, with a warning, for what cannot be understood.</summary>
    public static ReportRates? Read(ProgramConsole console, string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file)) return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            var root = document.RootElement;
            double? Rate(string name) => root.GetProperty(name) is { ValueKind: JsonValueKind.Number } rate ? rate.GetDouble() : null;
            var points = root.GetProperty("points").EnumerateArray().Select(point => new ReportRate(
                point.GetProperty("learningRate").GetDouble(),
                point.GetProperty("loss").GetDouble(),
                point.GetProperty("smoothedLoss").GetDouble()));
            return new ReportRates([.. points], Rate("valley"), Rate("steepest"));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            console.Warn($"'{file}' was not written by 'find-rate', or is damaged, and is left out of the report: {error.Message}");
            return null;
        }
    }
}
