using System.Text.Json;
using MLPipeline.Datasets;
using MLPipeline.Evaluation;
using MLPipeline.Runtime;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>What there is to say about a finished training; the field names of its JSON are an interface (docs/json.md).</summary>
internal sealed record TrainReport
{
    public required TransferResult Result { get; init; }

    public required ExportReport Export { get; init; }

    public required TimeSpan ExportTime { get; init; }

    public required TimeSpan TotalTime { get; init; }

    /// <summary>Files that could not even be opened.</summary>
    public required IReadOnlyList<DatasetFault> UnreadableFiles { get; init; }

    public int SkippedCount => Result.Skipped.Count + UnreadableFiles.Count;

    /// <summary>On the test images, else on the validation images.</summary>
    public MulticlassClassificationMetrics? Metrics => Result.TestMetrics ?? Result.ValidationMetrics;

    public string MetricsTitle => Result.TestMetrics is not null ? "Test images (they took no part in training)" : "Validation images (the best epoch was chosen with them)";

    public double ImagesPerSecond => Result.Features.Computed == 0 ? 0 : Result.Features.Computed / Result.Timings.Features.TotalSeconds;

    public string FeatureSummary => Result.Features.Computed == 0
        ? "all from the cache"
        : $"{Measure.Count(Result.Features.Computed)} computed, {Measure.Rate(ImagesPerSecond, "images")}; {Measure.Count(Result.Features.Cached)} from the cache";

    public IEnumerable<(string Path, string Reason)> Skipped() =>
        UnreadableFiles.Select(fault => (fault.Subject, fault.Problem)).Concat(Result.Skipped.Select(image => (image.Name, image.Reason)));

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", Export.Path);
        json.WriteString("backbone", Result.Backbone.Name);
        json.WriteString("device", ComputeDeviceNames.NameOf(Result.Device.Device));
        json.WriteString("deviceReason", Result.Device.Reason);
        json.WriteString("metricsOf", Result.TestMetrics is not null ? "test" : Result.ValidationMetrics is not null ? "validation" : "none");
        if (Metrics is { } metrics)
        {
            EvaluationJson.WriteFields(json, metrics);
        }

        json.WriteStartArray("skipped");
        foreach (var (path, reason) in Skipped())
        {
            json.WriteStartObject();
            json.WriteString("path", path);
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteTraining(json);
        WriteTimings(json);
        json.WriteNumber("imagesPerSecond", ImagesPerSecond);
        json.WriteEndObject();
    }

    private void WriteTraining(Utf8JsonWriter json)
    {
        json.WriteStartObject("training");
        json.WriteNumber("l2", Result.Head.L2);
        json.WriteNumber("bestEpoch", Result.Head.BestEpoch + 1);
        json.WriteBoolean("cancelled", Result.Head.Cancelled);
        json.WriteNumber("exportDifference", Export.LargestDifference);
        json.WriteNumber("exportImagesChecked", Export.ImagesChecked);
        json.WriteStartArray("epochs");
        foreach (var epoch in Result.Head.History)
        {
            json.WriteStartObject();
            json.WriteNumber("epoch", epoch.Epoch + 1);
            json.WriteNumber("learningRate", epoch.LearningRate);
            json.WriteNumber("trainLoss", epoch.Train.Loss);
            json.WriteNumber("trainAccuracy", epoch.Train.Accuracy);
            if (epoch.Validation is { } validation)
            {
                json.WriteNumber("validationLoss", validation.Loss);
                json.WriteNumber("validationAccuracy", validation.Accuracy);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Seconds.</summary>
    private void WriteTimings(Utf8JsonWriter json)
    {
        json.WriteStartObject("timings");
        json.WriteNumber("features", Result.Timings.Features.TotalSeconds);
        json.WriteNumber("head", Result.Timings.Head.TotalSeconds);
        json.WriteNumber("evaluation", Result.Timings.Evaluation.TotalSeconds);
        json.WriteNumber("export", ExportTime.TotalSeconds);
        json.WriteNumber("total", TotalTime.TotalSeconds);
        json.WriteEndObject();
        json.WriteNumber("featuresComputed", Result.Features.Computed);
        json.WriteNumber("featuresCached", Result.Features.Cached);
    }
}
