namespace MLPipeline.Training;

/// <summary>How the classifier on top of the features is trained.</summary>
public sealed record HeadTrainingOptions
{
    /// <summary>
    /// Passes over the training images, at least 1. Null (the default) chooses by their number: 100 up to 2,000 images, fewer for
    /// more, 20 from 10,000 on.
    /// </summary>
    public int? Epochs { get; init; }

    /// <summary>Images per step, at least 1; default 32. A smaller training set makes one batch.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The rate of the first step; default 0.003. It always counts, unless the schedule has a rate of its own.</summary>
    public float LearningRate { get; init; } = 0.003f;

    /// <summary>How the rate changes; default a cosine from the rate down to zero.</summary>
    public LearningRateScheduler LearningRateScheduler { get; init; } = new CosineLRDecay();

    /// <summary>How a step is made; default momentum.</summary>
    public HeadOptimizer Optimizer { get; init; } = HeadOptimizer.Momentum;

    /// <summary>
    /// Weight penalty: <c>L2 / 2 · ‖W‖²</c> is added to the mean loss, for weights on standardised features. Null (the default)
    /// chooses it by cross-validation on the training images.
    /// </summary>
    public float? L2 { get; init; }

    /// <summary>Whether every class weighs the same in the loss, whatever its number of images; default false.</summary>
    public bool Balance { get; init; }

    /// <summary>When to stop before all epochs are done; null never. Needs a validation set.</summary>
    public EarlyStopping? EarlyStopping { get; init; } = new();

    /// <summary>Decides the order of the images; default 0. The same seed, data and options give the same model, on any number of threads.</summary>
    public int Seed { get; init; }

    /// <summary>The epochs of a run on so many images.</summary>
    internal int EpochsFor(int images) => Epochs ?? Math.Clamp(200_000 / Math.Max(1, images), 20, 100);

    /// <summary>Every fault of the values, one sentence each; empty when they are usable.</summary>
    public IEnumerable<string> Faults()
    {
        if (Epochs < 1)
        {
            yield return $"Epochs {Epochs} must be at least 1, or null to have it chosen.";
        }

        if (BatchSize < 1)
        {
            yield return $"BatchSize {BatchSize} must be at least 1.";
        }

        if (!(LearningRate > 0) || !float.IsFinite(LearningRate))
        {
            yield return $"LearningRate {LearningRate} must be a positive number.";
        }

        if (L2 is { } penalty && !(penalty >= 0 && float.IsFinite(penalty)))
        {
            yield return $"L2 {penalty} must be 0 or more, or null to have it chosen.";
        }

        if (!Enum.IsDefined(Optimizer))
        {
            yield return $"Optimizer {Optimizer} must be one of {string.Join(", ", Enum.GetNames<HeadOptimizer>())}.";
        }

        foreach (var fault in LearningRateScheduler.Faults().Concat(EarlyStopping?.Faults() ?? []))
        {
            yield return fault;
        }
    }
}
