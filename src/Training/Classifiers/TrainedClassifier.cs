using MLPipeline.Evaluation;

namespace MLPipeline.Training;

/// <summary>A trained network with everything that is known about its training. Immutable.</summary>
public sealed record TrainedClassifier
{
    /// <summary>The network with the parameters to keep.</summary>
    public required TrainableClassifier Classifier { get; init; }

    /// <summary>The class names in score order.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The data it was trained and measured on.</summary>
    public required DataSummary Data { get; init; }

    /// <summary>The options it was trained with.</summary>
    public required ClassifierTrainingOptions Options { get; init; }

    /// <summary>How training went.</summary>
    public required NetworkTrainingResult Run { get; init; }

    /// <summary>The names of the parameters that were trained.</summary>
    public required IReadOnlyList<string> Trained { get; init; }

    /// <summary>The stages that were trained, from the image on, with their learning rates.</summary>
    public required IReadOnlyList<StageRate> Stages { get; init; }

    /// <summary>The tensor below which everything was computed once; null when the whole network was computed in every step.</summary>
    public string? Border { get; init; }

    /// <summary>Figures on the validation images; null without any.</summary>
    public MulticlassClassificationMetrics? ValidationMetrics { get; init; }

    /// <summary>Figures on the test images, which took no part in training; null without any.</summary>
    public MulticlassClassificationMetrics? TestMetrics { get; init; }

    /// <summary>The answer on each test image, or without any on each validation image, in their order.</summary>
    public IReadOnlyList<ImageAnswer> Answers { get; init; } = [];

    /// <summary>Images that could not be read and took no part.</summary>
    public required IReadOnlyList<SkippedImage> Skipped { get; init; }

    /// <summary>Memory that training took as planned: network, optimiser, average, best parameters.</summary>
    public required long PlannedBytes { get; init; }

    /// <summary>Images shown in training per second of computing, preparing and updating.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Time of the final figures.</summary>
    public required TimeSpan EvaluationTime { get; init; }

    internal IReadOnlyList<CheckedImage> Checked { get; init; } = [];
}
