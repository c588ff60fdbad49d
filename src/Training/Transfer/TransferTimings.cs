namespace MLPipeline.Training;

/// <summary>Where the time of a training run went.</summary>
/// <param name="Features">Looking features up and computing the missing ones.</param>
/// <param name="Head">Choosing the weight penalty and training the classifier.</param>
/// <param name="Evaluation">Measuring it on the validation and test images.</param>
public sealed record TransferTimings(TimeSpan Features, TimeSpan Head, TimeSpan Evaluation);
