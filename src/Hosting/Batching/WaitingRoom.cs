using System.Globalization;

namespace MLPipeline.Hosting;

/// <summary>Counts the predictions of a model that wait, those with an old version included, and lets no more in than allowed.</summary>
internal sealed class WaitingRoom(string model, MicroBatchOptions options, PoolTelemetry telemetry)
{
    private int _waiting;

    public MicroBatchOptions Options => options;

    public PoolTelemetry Telemetry => telemetry;

    public string Model => model;

    /// <exception cref="PredictionQueueFullException">There is no place.</exception>
    public WaitingImage Enter()
    {
        if (Interlocked.Increment(ref _waiting) > options.MaxQueueLength)
        {
            Interlocked.Decrement(ref _waiting);
            throw new PredictionQueueFullException(string.Create(
                CultureInfo.InvariantCulture,
                $"{options.MaxQueueLength:N0} predictions{(model.Length == 0 ? "" : $" with '{model}'")} are waiting, the most that may."));
        }

        telemetry.Queued(model, 1);
        return new WaitingImage(this);
    }

    public void Leave()
    {
        Interlocked.Decrement(ref _waiting);
        telemetry.Queued(model, -1);
    }
}
