namespace MLPipeline.Training;

/// <summary>How long the epoch at work takes, and how fast images go through it.</summary>
internal sealed class EpochClock(TimeProvider time, PhaseClock phases)
{
    private long _start = time.GetTimestamp();
    private TimeSpan _earlier;
    private TimeSpan _trainingBefore;
    private long _images;

    /// <summary>Since the epoch began, without the time between an interruption and the continuation.</summary>
    public TimeSpan Elapsed => _earlier + time.GetElapsedTime(_start);

    /// <summary>Training images per second of preparing, computing and updating; since the continuation where there was one.</summary>
    public double ImagesPerSecond =>
        (phases.Timings.Training - _trainingBefore).TotalSeconds is > 0 and var seconds ? _images / seconds : 0;

    /// <summary>Begins an epoch, or goes on with one that took some time before.</summary>
    public void Begin(TimeSpan earlier = default)
    {
        _start = time.GetTimestamp();
        _earlier = earlier;
        _trainingBefore = phases.Timings.Training;
        _images = 0;
    }

    public void Add(int images) => _images += images;
}
