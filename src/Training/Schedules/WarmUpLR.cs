namespace MLPipeline.Training;

/// <summary>
/// Another schedule whose rate is reached in a straight line from <see cref="StartFactor"/> of it (P. Goyal et al. 2017, section 2.2). The other schedule
/// counts epochs from the start of the run, so its milestones and its end stay where they are.
/// </summary>
public sealed record WarmUpLR : LearningRateScheduler
{
    /// <summary>The schedule that is warmed up; default a cosine from the rate down to zero.</summary>
    public LearningRateScheduler Schedule { get; init; } = new CosineLRDecay();

    /// <summary>How long it takes, in epochs, above 0; parts of an epoch count. Default 5.</summary>
    public double Epochs { get; init; } = 5;

    /// <summary>The factor on the first step's rate, from 0 to 1; default 0.1.</summary>
    public double StartFactor { get; init; } = 0.1;

    /// <inheritdoc/>
    public override double FactorAt(SchedulePosition position) => Ramp(position) * Schedule.FactorAt(position);

    /// <inheritdoc/>
    public override double? MomentumAt(SchedulePosition position) => Schedule.MomentumAt(position);

    /// <inheritdoc/>
    public override double RateAt(double optionsRate, SchedulePosition position) =>
        Ramp(position) * Schedule.RateAt(LearningRate ?? optionsRate, position);

    /// <inheritdoc/>
    public override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults().Concat(Schedule.Faults())) yield return fault;
        if (!(Epochs > 0) || !double.IsFinite(Epochs)) yield return $"The warm-up's Epochs {Epochs} must be above 0.";
        if (!(StartFactor is >= 0 and <= 1)) yield return $"The warm-up's StartFactor {StartFactor} must be from 0 to 1.";
    }

    private double Ramp(SchedulePosition position) => StartFactor + ((1 - StartFactor) * Math.Min(1, position.Epoch / Epochs));
}
