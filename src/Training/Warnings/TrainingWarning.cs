namespace MLPipeline.Training;

/// <summary>What a practitioner would say on seeing a run's figures.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Epoch">After how many epochs it showed; 0 before the first.</param>
/// <param name="Text">What was seen, what it means and what helps.</param>
public sealed record TrainingWarning(TrainingWarningKind Kind, int Epoch, string Text);
