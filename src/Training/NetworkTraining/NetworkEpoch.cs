namespace MLPipeline.Training;

/// <summary>The figures of one epoch of network training. Immutable.</summary>
/// <param name="Epoch">From 0.</param>
/// <param name="Epochs">Epochs planned.</param>
/// <param name="Train">Over the epoch's images, each measured as it was shown: augmented, before the step that used it. The loss is the one trained on.</param>
/// <param name="Validation">With the parameters (or their average) at the epoch's end; null without validation images.</param>
/// <param name="ClassAccuracies">Share of each class's images classified right, of the validation images or else of the training images; NaN for a class without images.</param>
/// <param name="LearningRate">The rate of the epoch's last step.</param>
/// <param name="IsBest">Whether its parameters are the ones to keep so far.</param>
public sealed record NetworkEpoch(
    int Epoch, int Epochs, SetMetrics Train, SetMetrics? Validation, IReadOnlyList<double> ClassAccuracies, double LearningRate, bool IsBest)
{
    /// <summary>How often each class was the answer, on the images that <see cref="ClassAccuracies"/> is of.</summary>
    public IReadOnlyList<long> Answers { get; init; } = [];

    /// <summary>The highest mean loss of a full batch of training images; 0 where no batch is full.</summary>
    public double HighestBatchLoss { get; init; }

    /// <summary>The momentum of the epoch's last step: of SGD, or β1 of Adam.</summary>
    public double Momentum { get; init; }

    /// <summary>How long the epoch took, measuring included; the pieces of an epoch that was interrupted are added up.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Training images per second of preparing, computing and updating.</summary>
    public double ImagesPerSecond { get; init; }

    /// <summary>Memory of the whole process in RAM at the epoch's end, in bytes.</summary>
    public long ResidentBytes { get; init; }

    /// <summary>When the epoch ended.</summary>
    public DateTimeOffset FinishedAt { get; init; }
}
