namespace MLPipeline.Training;

/// <summary>A figure that is measured on a set of images after every epoch.</summary>
public enum EpochMetric
{
    /// <summary>The share of images classified right; more is better.</summary>
    Accuracy,

    /// <summary>Mean cross-entropy in nats; less is better.</summary>
    Loss,
}

/// <summary>When to end training before all epochs are done. Immutable: what a run has seen lives in the run.</summary>
public sealed record EarlyStopping
{
    /// <summary>The figure of the validation set that has to improve; default the loss, which is finer than the accuracy.</summary>
    public EpochMetric Metric { get; init; } = EpochMetric.Loss;

    /// <summary>An improvement smaller than this is none; default 0.0001.</summary>
    public double MinDelta { get; init; } = 0.0001;

    /// <summary>Epochs without improvement before training ends; default 20.</summary>
    public int Patience { get; init; } = 20;

    /// <summary>Every fault of the values, one sentence each.</summary>
    public IEnumerable<string> Faults()
    {
        if (!(MinDelta >= 0) || !double.IsFinite(MinDelta))
        {
            yield return $"EarlyStopping.MinDelta {MinDelta} must be 0 or more.";
        }

        if (Patience < 1)
        {
            yield return $"EarlyStopping.Patience {Patience} must be at least 1.";
        }
    }
}
