namespace MLPipeline.Training;

/// <summary>One step of a search for the learning rate.</summary>
/// <param name="Step">From 0.</param>
/// <param name="LearningRate">The rate that the parameters were changed with after the loss was measured.</param>
/// <param name="Loss">Mean over the step's images.</param>
/// <param name="SmoothedLoss">The average of this loss and the ones before it, which count the less the older they are.</param>
public sealed record LearningRatePoint(int Step, double LearningRate, double Loss, double SmoothedLoss);
