namespace MLPipeline.Training;

/// <summary>
/// <c>end + (rate - end) * (1 - t) ^ Power</c> with <c>t</c> from 0 to 1 over <see cref="NumEpochsPerDecay"/> epochs; afterwards
/// the end rate, or with <see cref="Cycle"/> the decay again over twice, three times … the epochs (as in TensorFlow's polynomial decay).
/// </summary>
public sealed record PolynomialLRDecay : LearningRateScheduler
{
    /// <summary>Epochs of the decay; default 2.</summary>
    public double NumEpochsPerDecay { get; init; } = 2;

    /// <summary>The last rate as a part of the first; default 0.01.</summary>
    public double EndFactor { get; init; } = 0.01;

    /// <summary>1 (the default) for a straight line.</summary>
    public double Power { get; init; } = 1;

    /// <summary>Whether to start anew from a higher rate after the decay; default false.</summary>
    public bool Cycle { get; init; }

    /// <inheritdoc/>
    public override double FactorAt(SchedulePosition position)
    {
        var epochs = NumEpochsPerDecay;
        if (Cycle)
        {
            epochs *= Math.Max(1, Math.Ceiling(position.Epoch / NumEpochsPerDecay));
        }

        var left = 1 - Math.Min(1, position.Epoch / epochs);
        return EndFactor + ((1 - EndFactor) * Math.Pow(left, Power));
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults())
        {
            yield return fault;
        }

        if (!(NumEpochsPerDecay > 0))
        {
            yield return $"NumEpochsPerDecay {NumEpochsPerDecay} must be above 0.";
        }

        if (!(EndFactor is >= 0 and <= 1))
        {
            yield return $"EndFactor {EndFactor} must be from 0 to 1.";
        }

        if (!(Power > 0))
        {
            yield return $"Power {Power} must be above 0.";
        }
    }
}
