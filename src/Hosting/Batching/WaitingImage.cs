using System.Diagnostics;
using MLPipeline.Inference;

namespace MLPipeline.Hosting;

/// <summary>The place of one prediction in the queue, and its answer to come.</summary>
internal sealed class WaitingImage(WaitingRoom room)
    : TaskCompletionSource<ImagePrediction>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private BatchQueue? _queue;
    private int _left;

    /// <summary>When the image was decoded.</summary>
    public long Ready { get; private set; }

    /// <summary>Where it waits; null before it is decoded. Guarded by its queue.</summary>
    public GatheredBatch? Batch { get; set; }

    public void Decoded() => Ready = Stopwatch.GetTimestamp();

    /// <summary>Lets the token end the wait of an image that was added to the queue.</summary>
    public CancellationTokenRegistration CancelIn(BatchQueue queue, CancellationToken cancellation)
    {
        _queue = queue;
        return cancellation.UnsafeRegister(static (image, token) => ((WaitingImage)image!).Cancel(token), this);
    }

    /// <summary>Gives the place to the next one; once, however often it is called.</summary>
    public void Leave()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
        {
            room.Leave();
        }
    }

    private void Cancel(CancellationToken cancellation) => _queue!.Cancel(this, cancellation);
}
