using System.Globalization;
using System.Text.Json;
using MLPipeline.Evaluation;
using MLPipeline.Reporting;
using MLPipeline.Runtime;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>The report on a classifier over frozen features.</summary>
internal sealed record TransferReport : TrainReport
{
    public required TransferResult Result { get; init; }

    public override IReadOnlyList<string> Classes => Result.Classes;

    public override bool Cancelled => Result.Head.Cancelled;

    public override string Choice => string.Create(
        CultureInfo.InvariantCulture,
        $"Classifier: epoch {Result.Head.BestEpoch + 1} of {Result.Head.History[^1].Epochs}, weight penalty {Result.Head.L2:G3}; {Measure.Duration(Result.Timings.Head)}");

    public override string TimeParts => $"features {Measure.Duration(Result.Timings.Features)} ({FeatureSummary}), classifier {Measure.Duration(Result.Timings.Head)}";

    public override ReportCurves Curves => new(
        [
            .. Result.Head.History.Select(epoch => new ReportEpoch(
                epoch.Epoch + 1, epoch.Train.Loss, epoch.Train.Accuracy, epoch.Validation?.Loss ?? double.NaN,
                epoch.Validation?.Accuracy ?? double.NaN, epoch.LearningRate)),
        ],
        Result.ValidationMetrics is null ? null : Result.Head.BestEpoch + 1);

    protected override IEnumerable<(string Name, TimeSpan Time)> PartsOfTime =>
        [("Features", Result.Timings.Features), ("Classifier", Result.Timings.Head), ("Measuring", Result.Timings.Evaluation)];

    protected override IReadOnlyList<SkippedImage> SkippedImages => Result.Skipped;

    public override MulticlassClassificationMetrics? TestMetrics => Result.TestMetrics;

    public override MulticlassClassificationMetrics? ValidationMetrics => Result.ValidationMetrics;

    private double ImagesPerSecond => Result.Features.Computed == 0 ? 0 : Result.Features.Computed / Result.Timings.Features.TotalSeconds;

    private string FeatureSummary => Result.Features.Computed == 0
        ? "all from the cache"
        : $"{Measure.Count(Result.Features.Computed)} computed, {Measure.Rate(ImagesPerSecond, "images")}; {Measure.Count(Result.Features.Cached)} from the cache";

    protected override void WriteNetwork(Utf8JsonWriter json)
    {
        json.WriteString("backbone", Result.Backbone.Name);
        json.WriteString("device", ComputeDeviceNames.NameOf(Result.Device.Device));
        json.WriteString("deviceReason", Result.Device.Reason);
    }

    protected override void WriteTraining(Utf8JsonWriter json)
    {
        json.WriteNumber("l2", Result.Head.L2);
        WriteOutcome(json, Result.Head.BestEpoch);
        json.WriteStartArray("epochs");
        foreach (var epoch in Result.Head.History)
        {
            json.WriteStartObject();
            WriteEpoch(json, epoch.Epoch, epoch.LearningRate, epoch.Train, epoch.Validation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    protected override void WriteTimings(Utf8JsonWriter json)
    {
        json.WriteNumber("features", Result.Timings.Features.TotalSeconds);
        json.WriteNumber("head", Result.Timings.Head.TotalSeconds);
        json.WriteNumber("evaluation", Result.Timings.Evaluation.TotalSeconds);
    }

    protected override void WriteRates(Utf8JsonWriter json)
    {
        json.WriteNumber("featuresComputed", Result.Features.Computed);
        json.WriteNumber("featuresCached", Result.Features.Cached);
        json.WriteNumber("imagesPerSecond", ImagesPerSecond);
    }
}
