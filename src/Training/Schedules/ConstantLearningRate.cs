namespace MLPipeline.Training;

/// <summary>The same rate from the first step to the last.</summary>
public sealed record ConstantLearningRate : LearningRateScheduler
{
    /// <inheritdoc/>
    public override double FactorAt(SchedulePosition position) => 1;
}
