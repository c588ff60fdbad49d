using System.Text.Json;
using MLPipeline.Evaluation;

namespace MLPipeline.Trainer;

/// <summary>What an evaluation found; the field names of its JSON are an interface (docs/json.md).</summary>
internal sealed record EvaluateReport(
    MulticlassClassificationMetrics Metrics, string Part, string Title, IReadOnlyList<(string Path, string Reason)> Skipped, TimeSpan Elapsed, int Images)
{
    public double ImagesPerSecond => Images / Elapsed.TotalSeconds;

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteFields(json);
        json.WriteEndObject();
    }

    /// <summary>Writes the fields into the object that <paramref name="json"/> is in.</summary>
    public void WriteFields(Utf8JsonWriter json)
    {
        json.WriteString("metricsOf", Part);
        EvaluationJson.WriteFields(json, Metrics);
        json.WriteStartArray("skipped");
        foreach (var (path, reason) in Skipped)
        {
            json.WriteStartObject();
            json.WriteString("path", path);
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("timings");
        json.WriteNumber("total", Elapsed.TotalSeconds);
        json.WriteEndObject();
        json.WriteNumber("imagesPerSecond", ImagesPerSecond);
    }
}
