using System.Text;

namespace MLPipeline.Training;

/// <summary>
/// How the learning rate changes while training. Immutable: derive from it for a schedule of your own.
/// Every schedule starts from <see cref="LearningRate"/>, or from the training options' rate where that is null.
/// </summary>
public abstract record LearningRateScheduler
{
    /// <summary>The rate to start from; null (the default) for the one in the training options.</summary>
    public float? LearningRate { get; init; }

    /// <summary>The factor on the starting rate for a step.</summary>
    public abstract double FactorAt(SchedulePosition position);

    /// <summary>The rate for a step.</summary>
    /// <param name="optionsRate">The training options' rate, used where <see cref="LearningRate"/> is null.</param>
    /// <param name="position">Which step.</param>
    public virtual double RateAt(double optionsRate, SchedulePosition position) => (LearningRate ?? optionsRate) * FactorAt(position);

    /// <summary>The momentum for a step, for optimisers that have one (β1 of Adam); null (the default) where it is the optimiser's own.</summary>
    public virtual double? MomentumAt(SchedulePosition position) => null;

    /// <summary>Every fault of the values, one sentence each.</summary>
    public virtual IEnumerable<string> Faults()
    {
        if (LearningRate is { } rate && !(rate > 0 && float.IsFinite(rate)))
        {
            yield return $"The schedule's LearningRate {rate} must be a positive number, or null for the options' rate.";
        }
    }

    /// <summary>The base's part of <c>ToString</c>: a rate that is not set is not mentioned.</summary>
    protected virtual bool PrintMembers(StringBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (LearningRate is not { } rate) return false;
        builder.Append(nameof(LearningRate)).Append(" = ").Append(rate);
        return true;
    }
}

/// <summary>A place in a training run.</summary>
/// <param name="Step">Batches trained so far, from 0.</param>
/// <param name="StepsPerEpoch">Batches in an epoch, at least 1.</param>
/// <param name="Epochs">Epochs planned.</param>
/// <param name="BatchSize">Images in a batch.</param>
public readonly record struct SchedulePosition(long Step, int StepsPerEpoch, int Epochs, int BatchSize)
{
    /// <summary>Epochs trained so far, with the part of the current one.</summary>
    public double Epoch => (double)Step / StepsPerEpoch;

    /// <summary>From 0 at the first step to 1 after the last.</summary>
    public double Progress => Math.Min(1, (double)Step / Math.Max(1, (long)StepsPerEpoch * Epochs));
}
