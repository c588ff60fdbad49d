namespace MLPipeline.Trainer;

/// <summary>A trial and how it is trained.</summary>
/// <param name="Trial">What is tried.</param>
/// <param name="Folder">Where it is kept.</param>
/// <param name="Training">Null for options that do not go together.</param>
internal sealed record TrialJob(Trial Trial, RunFolder Folder, TrainJob? Training);
