namespace MLPipeline.Training;

/// <summary>How <see cref="LearningRateFinder"/> looks for a learning rate. Immutable.</summary>
public sealed record LearningRateSearchOptions
{
    /// <summary>The fewest steps that leave something to choose from: the first tenth and the last five are never suggested.</summary>
    public const int FewestSteps = 20;

    /// <summary>The rate of the first step, above 0; default 1e-7.</summary>
    public double FromRate { get; init; } = 1e-7;

    /// <summary>The rate of the last step, above <see cref="FromRate"/>; default 10.</summary>
    public double ToRate { get; init; } = 10;

    /// <summary>Training steps from the first to the last rate, at least <see cref="FewestSteps"/>; default 100.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>
    /// How much of the average of the losses is kept in a step, from 0 (no smoothing) to below 1; default 0.98, as fastai has it.
    /// </summary>
    public double Smoothing { get; init; } = 0.98;

    /// <summary>
    /// The search ends when the smoothed loss is more than so many times its smallest value, above 1; default 4, as fastai has it.
    /// </summary>
    public double LargestRise { get; init; } = 4;

    /// <summary>Every fault of the values, one sentence each; empty when they are usable.</summary>
    public IEnumerable<string> Faults()
    {
        if (!(FromRate > 0) || !double.IsFinite(FromRate)) yield return $"FromRate {FromRate} must be a positive number.";
        if (!(ToRate > FromRate) || !double.IsFinite(ToRate)) yield return $"ToRate {ToRate} must be a number above FromRate {FromRate}.";
        if (Steps < FewestSteps) yield return $"Steps {Steps} must be at least {FewestSteps}.";
        if (!(Smoothing is >= 0 and < 1)) yield return $"Smoothing {Smoothing} must be from 0 to below 1.";
        if (!(LargestRise > 1)) yield return $"LargestRise {LargestRise} must be above 1.";
    }
}
