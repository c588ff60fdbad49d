namespace MLPipeline.Training;

/// <summary>What a run is busy with.</summary>
internal enum RunPhase
{
    Other,
    Preparation,
    Computation,
    Update,
    Evaluation,
    Saving,
}

/// <summary>Adds up the time that a run spends in each of its phases.</summary>
internal sealed class PhaseClock(TimeProvider time)
{
    private readonly TimeSpan[] _spent = new TimeSpan[Enum.GetValues<RunPhase>().Length];
    private RunPhase _phase;
    private long _since = time.GetTimestamp();

    public NetworkTrainingTimings Timings => new(
        _spent[(int)RunPhase.Preparation], _spent[(int)RunPhase.Computation], _spent[(int)RunPhase.Update], _spent[(int)RunPhase.Evaluation], _spent[(int)RunPhase.Saving]);

    /// <summary>Ends the current phase and begins another.</summary>
    public void Enter(RunPhase phase)
    {
        var now = time.GetTimestamp();
        _spent[(int)_phase] += time.GetElapsedTime(_since, now);
        _phase = phase;
        _since = now;
    }
}
