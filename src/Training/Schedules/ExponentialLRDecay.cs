namespace MLPipeline.Training;

/// <summary><c>rate * DecayRate ^ (epoch / NumEpochsPerDecay)</c>; ML.NET's default schedule.</summary>
public sealed record ExponentialLRDecay : LearningRateScheduler
{
    /// <summary>Epochs from one decay to the next; default 2.</summary>
    public double NumEpochsPerDecay { get; init; } = 2;

    /// <summary>The factor of one decay, above 0 and at most 1; default 0.94.</summary>
    public double DecayRate { get; init; } = 0.94;

    /// <summary>True (the default) to decay at whole multiples of <see cref="NumEpochsPerDecay"/> only.</summary>
    public bool Staircase { get; init; } = true;

    /// <inheritdoc/>
    public override double FactorAt(SchedulePosition position)
    {
        var decays = position.Epoch / NumEpochsPerDecay;
        return Math.Pow(DecayRate, Staircase ? Math.Floor(decays) : decays);
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

        if (!(DecayRate is > 0 and <= 1))
        {
            yield return $"DecayRate {DecayRate} must be above 0 and at most 1.";
        }
    }
}
