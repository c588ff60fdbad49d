using System.Globalization;
using System.Text;

namespace MLPipeline.Training;

/// <summary>The rate falls by <see cref="DecayRate"/> at each milestone.</summary>
public sealed record StepLRDecay : LearningRateScheduler
{
    /// <summary>
    /// Epochs after which the rate falls, rising; parts of an epoch count. Null (the default) for half and three quarters of the run, as the first residual
    /// networks were trained on CIFAR-10 (K. He et al. 2015, section 4.2).
    /// </summary>
    public IReadOnlyList<double>? Milestones { get; init; }

    /// <summary>The factor of one fall, above 0 and at most 1; default 0.1.</summary>
    public double DecayRate { get; init; } = 0.1;

    /// <inheritdoc/>
    public override double FactorAt(SchedulePosition position)
    {
        var falls = Milestones is { } milestones
            ? milestones.Count(milestone => position.Epoch >= milestone)
            : (position.Progress >= 0.5 ? 1 : 0) + (position.Progress >= 0.75 ? 1 : 0);
        return Math.Pow(DecayRate, falls);
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults()) yield return fault;
        if (!(DecayRate is > 0 and <= 1)) yield return $"DecayRate {DecayRate} must be above 0 and at most 1.";
        if (Milestones is { } milestones && (!milestones.All(milestone => milestone > 0) || milestones.Zip(milestones.Skip(1)).Any(pair => pair.First >= pair.Second)))
        {
            yield return $"Milestones {string.Join(", ", milestones)} must be above 0 and rise.";
        }
    }

    /// <summary>Equal when all values are.</summary>
    public bool Equals(StepLRDecay? other) => other is not null && base.Equals(other) && DecayRate.Equals(other.DecayRate)
        && (Milestones is null ? other.Milestones is null : other.Milestones is not null && Milestones.SequenceEqual(other.Milestones));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), DecayRate, Milestones?.Count);

    /// <summary>With the milestones themselves: the model file records what the schedule prints.</summary>
    protected override bool PrintMembers(StringBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (base.PrintMembers(builder)) builder.Append(", ");
        var milestones = Milestones is null ? "" : string.Join(", ", Milestones.Select(epoch => epoch.ToString(CultureInfo.InvariantCulture)));
        builder.Append(CultureInfo.InvariantCulture, $"Milestones = [{milestones}], DecayRate = {DecayRate}");
        return true;
    }
}
