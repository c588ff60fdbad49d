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
    int Epoch, int Epochs, SetMetrics Train, SetMetrics? Validation, IReadOnlyList<double> ClassAccuracies, double LearningRate, bool IsBest);
