namespace MLPipeline.Training;

/// <summary><c>rate * (1 + cos(π t)) / 2</c> with <c>t</c> from 0 to 1 over the whole run (I. Loshchilov, F. Hutter 2016, SGDR, without restarts).</summary>
public sealed record CosineLRDecay : LearningRateScheduler
{
    /// <inheritdoc/>
    public override double FactorAt(SchedulePosition position) => (1 + Math.Cos(Math.PI * position.Progress)) / 2;
}
