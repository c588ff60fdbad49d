using MLPipeline.Backbones;
using MLPipeline.Datasets;
using MLPipeline.Evaluation;
using MLPipeline.Runtime;

namespace MLPipeline.Training;

/// <summary>A retrained classifier with everything that is known about its training. Immutable; holds the features until disposed.</summary>
public sealed class TransferResult : IDisposable
{
    internal TransferResult(FeatureSet features) => Features = features;

    /// <summary>The frozen network below the classifier.</summary>
    public required Backbone Backbone { get; init; }

    /// <summary>The class names in score order.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The data it was trained and measured on.</summary>
    public required TransferData Data { get; init; }

    /// <summary>The options it was trained with.</summary>
    public required TransferOptions Options { get; init; }

    /// <summary>The classifier and its history.</summary>
    public required TrainedHead Head { get; init; }

    /// <summary>Figures on the validation images; null without any.</summary>
    public required MulticlassClassificationMetrics? ValidationMetrics { get; init; }

    /// <summary>Figures on the test images, which took no part in training; null without any.</summary>
    public required MulticlassClassificationMetrics? TestMetrics { get; init; }

    /// <summary>Where the time went.</summary>
    public required TransferTimings Timings { get; init; }

    /// <summary>Images that could not be read and took no part.</summary>
    public IReadOnlyList<SkippedImage> Skipped => Features.Skipped;

    /// <summary>The device that computed the features, and why.</summary>
    public DeviceChoice Device => Features.Device;

    /// <summary>The features of <see cref="TransferData.Images"/>, by place.</summary>
    public FeatureSet Features { get; }

    /// <summary>The answer on each test image, or without any on each validation image, in their order; unreadable ones are left out.</summary>
    public IEnumerable<ImageAnswer> Answers()
    {
        var part = TestMetrics is not null ? SplitName.Test : SplitName.Validation;
        var scores = new float[Classes.Count];
        for (var i = 0; i < Data.Images.Count; i++)
        {
            if (Data.Images[i].Part != part || !Features.Has(i)) continue;
            Head.Head.Predict(Features.Row(i), scores);
            yield return ImageAnswer.Of(Data.Images[i].Image.Source.Name, Data.Images[i].Label, scores);
        }
    }

    /// <summary>Releases the features.</summary>
    public void Dispose() => Features.Dispose();
}
