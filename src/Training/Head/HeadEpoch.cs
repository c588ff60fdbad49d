namespace MLPipeline.Training;

/// <summary>The figures of one epoch of head training. Immutable.</summary>
/// <param name="Epoch">From 0.</param>
/// <param name="Epochs">Epochs planned.</param>
/// <param name="Train">Mean over the epoch's images, each measured before the step that used it.</param>
/// <param name="Validation">With the weights at the epoch's end; null without a validation set.</param>
/// <param name="LearningRate">The rate of the epoch's last step.</param>
/// <param name="Batches">Batches trained in the epoch.</param>
/// <param name="IsBest">Whether its weights are the best so far.</param>
public sealed record HeadEpoch(int Epoch, int Epochs, SetMetrics Train, SetMetrics? Validation, double LearningRate, int Batches, bool IsBest);
