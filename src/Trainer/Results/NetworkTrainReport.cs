using System.Globalization;
using System.Text.Json;
using MLPipeline.Evaluation;
using MLPipeline.Reporting;
using MLPipeline.Runtime;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>The report on a network that was trained from scratch, or whose layers were unfrozen.</summary>
internal sealed record NetworkTrainReport : TrainReport
{
    public required TrainedClassifier Result { get; init; }

    /// <summary>The classifier that a fine-tuning began with; null from scratch.</summary>
    public FineTunedClassifier? Before { get; init; }

    public override IReadOnlyList<string> Classes => Result.Classes;

    public override bool Cancelled => Result.Run.Cancelled;

    public override string Choice
    {
        get
        {
            var text = Result.Run.KeptStart ? ChoiceOfStart : ChoiceOfEpoch;
            return (Before?.HeadTestMetrics ?? Before?.HeadValidationMetrics) is { } frozen && Metrics is { } now
                ? $"{text}; accuracy {Measure.Percent(frozen.MicroAccuracy)} with the backbone frozen, {Measure.Percent(now.MicroAccuracy)} now"
                : text;
        }
    }

    private string ChoiceOfEpoch => string.Create(
        CultureInfo.InvariantCulture,
        $"Network: epoch {Result.Run.BestEpoch + 1} of {Result.Options.Training.Epochs}, {Result.Trained.Count} parameters trained");

    private string ChoiceOfStart
    {
        get
        {
            var epochs = Result.Run.History.Count;
            var others = epochs == 1 ? "the only one was not" : string.Create(CultureInfo.InvariantCulture, $"none of {epochs} was");
            return $"Network: as it was before the first epoch ({others} better on the validation images)";
        }
    }

    public override string TimeParts
    {
        get
        {
            var timings = Result.Run.Timings;
            var before = Before is null ? "" : $"features {Measure.Duration(Before.HeadTimings.Features)}, classifier {Measure.Duration(Before.HeadTimings.Head)}, ";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{before}training {Measure.Duration(timings.Training)} ({Measure.Rate(Result.ImagesPerSecond, "images")}, {timings.PreparationShare:P0} of it preparing them), measuring {Measure.Duration(timings.Evaluation + Result.EvaluationTime)}");
        }
    }

    public override SetMetrics? BestTrained
    {
        get
        {
            if (!Result.Run.KeptStart) return null;
            var epochs = Result.Run.History.Select(epoch => epoch.Validation!.Value);
            return Result.Options.Training.KeepBestBy == EpochMetric.Loss
                ? epochs.MinBy(epoch => double.IsNaN(epoch.Loss) ? double.PositiveInfinity : epoch.Loss)
                : epochs.MaxBy(epoch => epoch.Accuracy);
        }
    }

    public override ReportCurves Curves => new(
        [
            .. BeforeTheFirstEpoch,
            .. Result.Run.History.Select(epoch => new ReportEpoch(
                epoch.Epoch + 1, epoch.Train.Loss, epoch.Train.Accuracy, epoch.Validation?.Loss ?? double.NaN,
                epoch.Validation?.Accuracy ?? double.NaN, epoch.LearningRate)
            {
                ClassAccuracies = [.. epoch.ClassAccuracies.Select(share => Math.Round(share, 4))],
            }),
        ],
        Result.ValidationMetrics is null ? null : Result.Run.BestEpoch + 1);

    private IEnumerable<ReportEpoch> BeforeTheFirstEpoch
    {
        get
        {
            if (Result.Run.Start is { } start) yield return new ReportEpoch(0, double.NaN, double.NaN, start.Loss, start.Accuracy, double.NaN);
        }
    }

    protected override IEnumerable<(string Name, TimeSpan Time)> PartsOfTime
    {
        get
        {
            if (Before is not null)
            {
                yield return ("Features", Before.HeadTimings.Features);
                yield return ("Classifier on the frozen backbone", Before.HeadTimings.Head);
            }

            var timings = Result.Run.Timings;
            yield return ("Preparing training images", timings.Preparation);
            yield return ("Losses and gradients", timings.Computation);
            yield return ("Updates", timings.Update);
            yield return ("Checkpoints", timings.Saving);
            yield return ("Measuring", timings.Evaluation + Result.EvaluationTime);
        }
    }

    protected override IReadOnlyList<SkippedImage> SkippedImages => Result.Skipped;

    public override MulticlassClassificationMetrics? TestMetrics => Result.TestMetrics;

    public override MulticlassClassificationMetrics? ValidationMetrics => Result.ValidationMetrics;

    public override void SaveCourse(string folder)
    {
        TrainingCurves.Save(Path.Combine(folder, "curves.svg"), Result.Run.History);
        EpochTable.Save(Path.Combine(folder, "history.csv"), Result.Classes, Result.Run.History);
    }

    protected override void WriteNetwork(Utf8JsonWriter json)
    {
        json.WriteString(Before is null ? "network" : "backbone", Result.Classifier.Name);
        json.WriteString("device", ComputeDeviceNames.NameOf(ComputeDevice.Cpu));
        json.WriteString("deviceReason", "networks are trained on the processor");
    }

    protected override void WriteTraining(Utf8JsonWriter json)
    {
        WriteOutcome(json, Result.Run.BestEpoch);
        if (Result.Run.Start is { } start) WriteStart(json, start);
        json.WriteNumber("plannedBytes", Result.PlannedBytes);
        json.WriteNumber("parametersTrained", Result.Trained.Count);
        if (Before is not null) WriteBefore(json, Before);
        json.WriteStartArray("epochs");
        foreach (var epoch in Result.Run.History)
        {
            json.WriteStartObject();
            WriteEpoch(json, epoch.Epoch, epoch.LearningRate, epoch.Train, epoch.Validation);
            json.WriteNumber("momentum", epoch.Momentum);
            json.WriteNumber("seconds", epoch.Duration.TotalSeconds);
            json.WriteNumber("imagesPerSecond", epoch.ImagesPerSecond);
            json.WriteNumber("residentBytes", epoch.ResidentBytes);
            json.WriteStartArray("classAccuracies");
            foreach (var accuracy in epoch.ClassAccuracies)
            {
                if (double.IsNaN(accuracy)) json.WriteNullValue();
                else json.WriteNumberValue(accuracy);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteWarnings(json);
    }

    protected override void WriteTimings(Utf8JsonWriter json)
    {
        var timings = Result.Run.Timings;
        if (Before is not null)
        {
            json.WriteNumber("features", Before.HeadTimings.Features.TotalSeconds);
            json.WriteNumber("head", Before.HeadTimings.Head.TotalSeconds);
        }

        json.WriteNumber("preparation", timings.Preparation.TotalSeconds);
        json.WriteNumber("computation", timings.Computation.TotalSeconds);
        json.WriteNumber("update", timings.Update.TotalSeconds);
        json.WriteNumber("saving", timings.Saving.TotalSeconds);
        json.WriteNumber("evaluation", (timings.Evaluation + Result.EvaluationTime).TotalSeconds);
    }

    protected override void WriteRates(Utf8JsonWriter json) => json.WriteNumber("imagesPerSecond", Result.ImagesPerSecond);

    private void WriteWarnings(Utf8JsonWriter json)
    {
        json.WriteStartArray("warnings");
        foreach (var warning in Warnings)
        {
            json.WriteStartObject();
            json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(warning.Kind.ToString()));
            json.WriteNumber("epoch", warning.Epoch);
            json.WriteString("text", warning.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStart(Utf8JsonWriter json, SetMetrics start)
    {
        json.WriteStartObject("start");
        RunFigures.Write(json, "validationLoss", start.Loss);
        RunFigures.Write(json, "validationAccuracy", start.Accuracy);
        json.WriteEndObject();
    }

    private void WriteBefore(Utf8JsonWriter json, FineTunedClassifier before)
    {
        json.WriteString("unfrozen", Result.Options.Unfreeze.ToString());
        if (Result.Border is not null) json.WriteString("frozenUpTo", Result.Border);
        json.WriteStartArray("stages");
        foreach (var stage in Result.Stages)
        {
            json.WriteStartObject();
            json.WriteString("name", stage.Stage);
            json.WriteNumber("learningRate", stage.LearningRate);
            json.WriteNumber("parametersTrained", stage.Parameters.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("frozenBackbone");
        json.WriteNumber("l2", before.Head.L2);
        if ((before.HeadTestMetrics ?? before.HeadValidationMetrics) is { } metrics)
        {
            json.WriteNumber("microAccuracy", metrics.MicroAccuracy);
            json.WriteNumber("macroAccuracy", metrics.MacroAccuracy);
            json.WriteNumber("logLoss", metrics.LogLoss);
        }

        json.WriteEndObject();
    }
}
