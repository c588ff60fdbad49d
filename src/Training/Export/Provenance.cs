using System.Globalization;
using System.Text;
using System.Text.Json;
using MLPipeline.Backbones;
using MLPipeline.Evaluation;

namespace MLPipeline.Training;

/// <summary>
/// Where a model came from, as the JSON text inside its file. It holds nothing that differs between equal runs (no time, path or
/// machine), because equal runs give equal files.
/// </summary>
internal static class Provenance
{
    public static string Describe(TransferResult result) => Write(json =>
    {
        WriteBackbone(json, result.Backbone);
        WriteData(json, DataSummary.Of(result.Data, result.Skipped.Count));
        WriteOptions(json, result);
        WriteMetrics(json, "validation", result.ValidationMetrics);
        WriteMetrics(json, "test", result.TestMetrics);
    });

    public static string Describe(TrainedClassifier result) => Write(json =>
    {
        if (result.Classifier.Backbone is { } backbone) WriteBackbone(json, backbone);
        else json.WriteString("network", result.Classifier.Name);
        WriteData(json, result.Data);
        WriteOptions(json, result);
        WriteMetrics(json, "validation", result.ValidationMetrics);
        WriteMetrics(json, "test", result.TestMetrics);
    });

    private static string Write(Action<Utf8JsonWriter> content)
    {
        // Options are written as the text of their records, which takes the culture of the thread: that of the program around the library.
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            return WriteInvariant(content);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private static string WriteInvariant(Action<Utf8JsonWriter> content)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("program", $"MLPipeline {typeof(Provenance).Assembly.GetName().Version?.ToString(3)}");
            content(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteBackbone(Utf8JsonWriter json, Backbone backbone)
    {
        json.WriteStartObject("backbone");
        json.WriteString("name", backbone.Name);
        json.WriteString("sha256", backbone.Sha256);
        json.WriteString("source", backbone.Source);
        json.WriteString("licence", backbone.Licence);
        json.WriteEndObject();
    }

    private static void WriteData(Utf8JsonWriter json, DataSummary data)
    {
        json.WriteStartObject("data");
        json.WriteString("sha256", data.Sha256);
        json.WriteNumber("images", data.Train + data.Validation + data.Test);
        json.WriteNumber("train", data.Train);
        json.WriteNumber("validation", data.Validation);
        json.WriteNumber("test", data.Test);
        json.WriteNumber("skipped", data.Skipped);
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

    private static void WriteOptions(Utf8JsonWriter json, TrainedClassifier result)
    {
        var (options, training) = (result.Options, result.Options.Training);
        json.WriteStartObject("options");
        json.WriteNumber("seed", training.Seed);
        json.WriteNumber("epochs", training.Epochs);
        json.WriteNumber("bestEpoch", result.Run.BestEpoch + 1);
        json.WriteNumber("batchSize", options.BatchSize);
        json.WriteNumber("batchesPerStep", training.BatchesPerStep);
        json.WriteNumber("learningRate", training.LearningRate);
        if (options.LowestLearningRate is { } lowest) json.WriteNumber("lowestLearningRate", lowest);
        json.WriteString("schedule", training.LearningRateScheduler.ToString());
        json.WriteString("optimizer", training.Optimizer.ToString());
        json.WriteString("augmentation", options.Augmentation.ToString());
        json.WriteString("unfrozen", options.Unfreeze.ToString());
        json.WriteNumber("labelSmoothing", training.LabelSmoothing);
        json.WriteBoolean("balance", training.Balance);
        if (training.ClipNorm is { } norm) json.WriteNumber("clipNorm", norm);
        if (training.MovingAverageDecay is { } decay) json.WriteNumber("movingAverage", decay);
        json.WriteString("winograd", options.Winograd.ToString());
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
