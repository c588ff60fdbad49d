namespace MLPipeline.Training;

/// <summary>
/// One rise and one fall over the whole run, the momentum moving against the rate (L. Smith 2018, A Disciplined Approach; in two cosine phases as fastai and
/// PyTorch's OneCycleLR have it). The training options' rate is the highest one.
/// </summary>
public sealed record OneCycleLR : LearningRateScheduler
{
    /// <summary>The part of the run in which the rate rises, between 0 and 1; default 0.3.</summary>
    public double RisingPart { get; init; } = 0.3;

    /// <summary>The highest rate divided by the first one, at least 1; default 25.</summary>
    public double StartDivisor { get; init; } = 25;

    /// <summary>The first rate divided by the last one, at least 1; default 10,000.</summary>
    public double EndDivisor { get; init; } = 10_000;

    /// <summary>The momentum at the highest rate, from 0 to below 1; default 0.85.</summary>
    public double LowMomentum { get; init; } = 0.85;

    /// <summary>The momentum at the first and the last rate, from 0 to below 1; default 0.95.</summary>
    public double HighMomentum { get; init; } = 0.95;

    /// <inheritdoc/>
    public override double FactorAt(SchedulePosition position) =>
        Between(position, 1 / StartDivisor, 1, 1 / (StartDivisor * EndDivisor));

    /// <inheritdoc/>
    public override double? MomentumAt(SchedulePosition position) => Between(position, HighMomentum, LowMomentum, HighMomentum);

    /// <inheritdoc/>
    public override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults()) yield return fault;
        if (!(RisingPart is > 0 and < 1)) yield return $"RisingPart {RisingPart} must be between 0 and 1.";
        if (!(StartDivisor >= 1) || !double.IsFinite(StartDivisor)) yield return $"StartDivisor {StartDivisor} must be at least 1.";
        if (!(EndDivisor >= 1) || !double.IsFinite(EndDivisor)) yield return $"EndDivisor {EndDivisor} must be at least 1.";
        if (!(LowMomentum is >= 0 and < 1)) yield return $"LowMomentum {LowMomentum} must be from 0 to below 1.";
        if (!(HighMomentum is >= 0 and < 1)) yield return $"HighMomentum {HighMomentum} must be from 0 to below 1.";
    }

    /// <summary>From the first value to the second while the rate rises, then to the third, which the last step has.</summary>
    private double Between(SchedulePosition position, double start, double peak, double end)
    {
        var last = ((double)position.StepsPerEpoch * position.Epochs) - 1;
        var top = (RisingPart * (last + 1)) - 1;
        return position.Step < top
            ? Cosine(start, peak, position.Step / top)
            : Cosine(peak, end, Math.Min(1, (position.Step - top) / (last - top)));
    }

    private static double Cosine(double from, double to, double part) => to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * part)));
}
