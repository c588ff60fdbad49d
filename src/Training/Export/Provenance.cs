using System.Text;
using System.Text.Json;
using MLPipeline.Datasets;
using MLPipeline.Evaluation;

namespace MLPipeline.Training;

/// <summary>
/// Where a model came from, as the JSON text inside its file. It holds nothing that differs between equal runs (no time, path or
/// machine), because equal runs give equal files.
/// </summary>
internal static class Provenance
{
    public static string Describe(TransferResult result)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("program", $"MLPipeline {typeof(Provenance).Assembly.GetName().Version?.ToString(3)}");
            WriteBackbone(json, result);
            WriteData(json, result.Data, result.Skipped);
            WriteOptions(json, result);
            WriteMetrics(json, "validation", result.ValidationMetrics);
            WriteMetrics(json, "test", result.TestMetrics);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteBackbone(Utf8JsonWriter json, TransferResult result)
    {
        json.WriteStartObject("backbone");
        json.WriteString("name", result.Backbone.Name);
        json.WriteString("sha256", result.Backbone.Sha256);
        json.WriteString("source", result.Backbone.Source);
        json.WriteString("licence", result.Backbone.Licence);
        json.WriteEndObject();
    }

    private static void WriteData(Utf8JsonWriter json, TransferData data, IReadOnlyList<SkippedImage> skipped)
    {
        json.WriteStartObject("data");
        json.WriteString("sha256", data.ContentSha256());
        json.WriteNumber("images", data.Images.Count);
        foreach (var part in Enum.GetValues<SplitName>())
        {
            json.WriteNumber(part.ToString().ToLowerInvariant(), data.Images.Count(image => image.Part == part));
        }

        json.WriteNumber("skipped", skipped.Count);
        if (data.Split is { } split)
        {
            json.WriteStartObject("split");
            json.WriteNumber("validationFraction", split.ValidationFraction);
            json.WriteNumber("testFraction", split.TestFraction);
            json.WriteNumber("seed", split.Seed);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteOptions(Utf8JsonWriter json, TransferResult result)
    {
        var options = result.Options.Head;
        json.WriteStartObject("options");
        json.WriteNumber("seed", options.Seed);
        json.WriteNumber("epochs", result.Head.History[^1].Epochs);
        json.WriteNumber("bestEpoch", result.Head.BestEpoch + 1);
        json.WriteNumber("batchSize", options.BatchSize);
        json.WriteNumber("learningRate", options.LearningRateFor(result.Backbone.FeatureCount));
        json.WriteString("schedule", options.LearningRateScheduler.GetType().Name);
        json.WriteString("optimizer", options.Optimizer.ToString());
        json.WriteNumber("l2", result.Head.L2);
        json.WriteBoolean("balance", options.Balance);
        if (options.EarlyStopping is { } stopping && result.ValidationMetrics is not null)
        {
            json.WriteStartObject("earlyStopping");
            json.WriteString("metric", stopping.Metric.ToString());
            json.WriteNumber("minDelta", stopping.MinDelta);
            json.WriteNumber("patience", stopping.Patience);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteMetrics(Utf8JsonWriter json, string name, MulticlassClassificationMetrics? metrics)
    {
        if (metrics is null)
        {
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("microAccuracy", metrics.MicroAccuracy);
        json.WriteNumber("macroAccuracy", metrics.MacroAccuracy);
        json.WriteNumber("logLoss", metrics.LogLoss);
        json.WriteEndObject();
    }
}
