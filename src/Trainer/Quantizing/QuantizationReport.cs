using System.Text.Json;
using MLPipeline.Quantization;

namespace MLPipeline.Trainer;

/// <summary>What a smaller model is like beside the one it was made of; the field names of its JSON are an interface (docs/json.md).</summary>
/// <param name="Job">What was wanted.</param>
/// <param name="Path">Where the smaller model is, or would be.</param>
/// <param name="Scores">Both on the same images.</param>
/// <param name="Quantized">What was found out on the way to 8 bits; null for float16.</param>
/// <param name="BytesBefore">Size of the model's file.</param>
/// <param name="BytesAfter">Size of the smaller one's.</param>
/// <param name="IsWritten">Whether it is good enough, and in its place.</param>
internal sealed record QuantizationReport(
    QuantizationJob Job, string Path, PairedScores Scores, QuantizedModel? Quantized, long BytesBefore, long BytesAfter, bool IsWritten)
{
    private const int WorstLayers = 10;

    public TimeSpan Elapsed { get; init; }

    /// <summary>The layers that cost most, where that was measured.</summary>
    public IEnumerable<LayerEffect> Worst => Quantized?.Effects.Take(WorstLayers) ?? [];

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", Path);
        json.WriteBoolean("written", IsWritten);
        json.WriteString("weights", Job.Wishes.Weights);
        json.WriteString("metricsOf", Scores.Before.Part);
        Write(json, "before", Scores.Before, BytesBefore);
        Write(json, "after", Scores.After, BytesAfter);
        json.WriteNumber("accuracyLoss", Scores.AccuracyLoss);
        json.WriteNumber("agreement", Scores.Agreement);
        json.WriteStartArray("changed");
        foreach (var change in Scores.Changed)
        {
            json.WriteStartObject();
            json.WriteString("before", change.Before);
            json.WriteString("after", change.After);
            json.WriteNumber("images", change.Images);
            json.WriteNumber("madeRight", change.MadeRight);
            json.WriteNumber("madeWrong", change.MadeWrong);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (Quantized is not null) WriteCalibration(json, Quantized);
        UnreadImages.WriteJson(json, Scores.After.Skipped);
        json.WriteStartObject("timings");
        json.WriteNumber("total", Elapsed.TotalSeconds);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, EvaluateReport report, long bytes)
    {
        json.WriteStartObject(name);
        json.WriteNumber("microAccuracy", report.Metrics.MicroAccuracy);
        json.WriteNumber("macroAccuracy", report.Metrics.MacroAccuracy);
        json.WriteNumber("logLoss", report.Metrics.LogLoss);
        json.WriteNumber("bytes", bytes);
        json.WriteNumber("imagesPerSecond", report.ImagesPerSecond);
        json.WriteEndObject();
    }

    private void WriteCalibration(Utf8JsonWriter json, QuantizedModel quantized)
    {
        json.WriteStartObject("calibration");
        json.WriteString("method", Job.Wishes.Calibration);
        json.WriteNumber("images", quantized.Images);
        json.WriteNumber("seed", Job.Wishes.Seed);
        json.WriteNumber("agreement", quantized.Agreement);
        json.WriteNumber("divergence", quantized.Divergence);
        json.WriteEndObject();
        json.WriteStartObject("layers");
        json.WriteNumber("eightBit", quantized.Layers.Count);
        json.WriteStartArray("float");
        foreach (var layer in quantized.Floating) json.WriteStringValue(layer);
        json.WriteEndArray();
        json.WriteStartArray("worst");
        foreach (var effect in Worst)
        {
            json.WriteStartObject();
            json.WriteString("layer", effect.Layer);
            json.WriteNumber("gain", effect.Gain);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
