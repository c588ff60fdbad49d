namespace MLPipeline.Training;

/// <summary>
/// The rate times the same factor in every step, up to <paramref name="Ratio"/> times the first one at the last of so many steps.
/// </summary>
/// <param name="Ratio">The last rate divided by the first one.</param>
/// <param name="Steps">At least 2.</param>
internal sealed record RisingRate(double Ratio, int Steps) : LearningRateScheduler
{
    public override double FactorAt(SchedulePosition position) => Math.Pow(Ratio, position.Step / (Steps - 1.0));
}
