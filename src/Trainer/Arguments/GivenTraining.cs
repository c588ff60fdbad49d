using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>What was typed about training, null where nothing was: heads and networks have different defaults.</summary>
internal sealed record GivenTraining
{
    public int? Epochs { get; init; }

    public int? BatchSize { get; init; }

    public double? LearningRate { get; init; }

    public LearningRateScheduler? Schedule { get; init; }

    public string? Optimizer { get; init; }

    public bool Balance { get; init; }

    public int? Patience { get; init; }

    public EpochMetric? StopOn { get; init; }
}
