using System.Text.Json;
using MLPipeline.Datasets;
using MLPipeline.Evaluation;
using MLPipeline.Imaging;
using MLPipeline.Reporting;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>What there is to say about a finished training; the field names of its JSON are an interface (docs/json.md).</summary>
internal abstract record TrainReport
{
    public required ExportReport Export { get; init; }

    public required TimeSpan ExportTime { get; init; }

    public TimeSpan TotalTime { get; init; }

    /// <summary>Files that could not even be opened.</summary>
    public required IReadOnlyList<DatasetFault> UnreadableFiles { get; init; }

    /// <summary>The folder that was trained on; null for a published set.</summary>
    public string? DataPlace { get; init; }

    /// <summary>What a practitioner would say about the course of the training.</summary>
    public IReadOnlyList<TrainingWarning> Warnings { get; init; } = [];

    /// <summary>The same in words, with the epoch.</summary>
    public IEnumerable<string> WarningTexts => Warnings.Select(warning =>
        $"{(warning.Epoch == 0 ? "Before training" : FormattableString.Invariant($"After epoch {warning.Epoch}"))}: {warning.Text}");

    /// <summary>How many images each class had in each part.</summary>
    public required ReportCounts Counts { get; init; }

    /// <summary>The image that an answer is of, by its place, where images are no files; null where they are.</summary>
    public Func<int, RgbImage>? PictureOf { get; init; }

    public int SkippedCount => SkippedImages.Count + UnreadableFiles.Count;

    /// <summary>On the test images, else on the validation images.</summary>
    public MulticlassClassificationMetrics? Metrics => TestMetrics ?? ValidationMetrics;

    public string MetricsTitle => TestMetrics is not null ? "Test images (they took no part in training)" : "Validation images (the best epoch was chosen with them)";

    /// <summary>The class names in score order.</summary>
    public abstract IReadOnlyList<string> Classes { get; }

    /// <summary>The answer on each of the images that <see cref="Metrics"/> is of.</summary>
    public required IReadOnlyList<ImageAnswer> Answers { get; init; }

    /// <summary>Whether training was cancelled before its end.</summary>
    public abstract bool Cancelled { get; }

    /// <summary>What was chosen, in a sentence.</summary>
    public abstract string Choice { get; }

    /// <summary>The validation figures of the best epoch, where what training began with was kept in its place; else null.</summary>
    public virtual SetMetrics? BestTrained => null;

    /// <summary>The figures of every epoch.</summary>
    public abstract ReportCurves Curves { get; }

    /// <summary>Where the time went.</summary>
    public IReadOnlyList<ReportTiming> Timings
    {
        get
        {
            (string Name, TimeSpan Time)[] parts = [.. PartsOfTime, ("Export", ExportTime)];
            var rest = TotalTime.TotalSeconds - parts.Sum(part => part.Time.TotalSeconds);
            var all = parts.Select(part => new ReportTiming(part.Name, part.Time.TotalSeconds));
            return [.. all, new ReportTiming("Everything else, such as reading images", Math.Max(0, rest))];
        }
    }

    /// <summary>Where the time before the export went.</summary>
    public abstract string TimeParts { get; }

    /// <summary>The parts of the work before the export.</summary>
    protected abstract IEnumerable<(string Name, TimeSpan Time)> PartsOfTime { get; }

    protected abstract IReadOnlyList<SkippedImage> SkippedImages { get; }

    public abstract MulticlassClassificationMetrics? TestMetrics { get; }

    public abstract MulticlassClassificationMetrics? ValidationMetrics { get; }

    /// <summary>Writes what there is to see of the training's course into the report's folder.</summary>
    public virtual void SaveCourse(string folder)
    {
    }

    public IReadOnlyList<(string Path, string Reason)> Skipped() => UnreadImages.Of(UnreadableFiles, SkippedImages);

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", Export.Path);
        WriteNetwork(json);
        json.WriteString("metricsOf", TestMetrics is not null ? "test" : ValidationMetrics is not null ? "validation" : "none");
        if (Metrics is { } metrics)
        {
            EvaluationJson.WriteFields(json, metrics);
        }

        UnreadImages.WriteJson(json, Skipped());
        json.WriteStartObject("training");
        WriteTraining(json);
        json.WriteEndObject();
        json.WriteStartObject("timings"); // seconds
        WriteTimings(json);
        json.WriteNumber("export", ExportTime.TotalSeconds);
        json.WriteNumber("total", TotalTime.TotalSeconds);
        json.WriteEndObject();
        WriteRates(json);
        json.WriteEndObject();
    }

    /// <summary>What was trained, and where.</summary>
    protected abstract void WriteNetwork(Utf8JsonWriter json);

    protected abstract void WriteTraining(Utf8JsonWriter json);

    protected abstract void WriteTimings(Utf8JsonWriter json);

    protected abstract void WriteRates(Utf8JsonWriter json);

    protected void WriteOutcome(Utf8JsonWriter json, int bestEpoch)
    {
        json.WriteNumber("bestEpoch", bestEpoch + 1);
        json.WriteBoolean("cancelled", Cancelled);
        json.WriteNumber("exportDifference", Export.LargestDifference);
        json.WriteNumber("exportImagesChecked", Export.ImagesChecked);
    }

    protected static void WriteEpoch(Utf8JsonWriter json, int epoch, double learningRate, SetMetrics train, SetMetrics? validation)
    {
        json.WriteNumber("epoch", epoch + 1);
        json.WriteNumber("learningRate", learningRate);
        json.WriteNumber("trainLoss", train.Loss);
        json.WriteNumber("trainAccuracy", train.Accuracy);
        if (validation is { } figures)
        {
            json.WriteNumber("validationLoss", figures.Loss);
            json.WriteNumber("validationAccuracy", figures.Accuracy);
        }
    }
}
