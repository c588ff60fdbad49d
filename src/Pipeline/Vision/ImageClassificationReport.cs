using MLPipeline.Datasets;
using MLPipeline.Evaluation;
using MLPipeline.Runtime;
using MLPipeline.Training;

namespace MLPipeline.Vision;

/// <summary>What is known about a training run. Immutable.</summary>
public sealed record ImageClassificationReport
{
    private ImageClassificationReport()
    {
    }

    /// <summary>Images that could not be read and took no part; <see cref="SkippedImage.Index"/> is the row.</summary>
    public required IReadOnlyList<SkippedImage> Skipped { get; init; }

    /// <summary>Rows that took no part because their label is missing, or in the validation rows none of the classes.</summary>
    public required int RowsWithoutLabel { get; init; }

    /// <summary>Images learned from.</summary>
    public required int TrainImages { get; init; }

    /// <summary>Images that decided when to stop.</summary>
    public required int ValidationImages { get; init; }

    /// <summary>The pretrained network's name.</summary>
    public required string Backbone { get; init; }

    /// <summary>The device that computed the features, and why.</summary>
    public required DeviceChoice Device { get; init; }

    /// <summary>The classifier's epochs, the best of them, the weight penalty, and whether training was cancelled.</summary>
    public required TrainedHead Head { get; init; }

    /// <summary>Figures on the validation images; null without any. They chose the epoch, so they are a little too good: measure on other images.</summary>
    public required MulticlassClassificationMetrics? ValidationMetrics { get; init; }

    /// <summary>Where the time went.</summary>
    public required TransferTimings Timings { get; init; }

    internal static ImageClassificationReport Of(TransferResult result, IReadOnlyList<SkippedImage> skipped, TrainingImages images)
    {
        int Count(SplitName part) => result.Data.Images.Where((image, index) => image.Part == part && result.Features.Has(index)).Count();
        return new()
        {
            Skipped = skipped,
            RowsWithoutLabel = images.RowsWithoutLabel,
            TrainImages = Count(SplitName.Train),
            ValidationImages = Count(SplitName.Validation),
            Backbone = result.Backbone.Name,
            Device = result.Device,
            Head = result.Head,
            ValidationMetrics = result.ValidationMetrics,
            Timings = result.Timings,
        };
    }
}
