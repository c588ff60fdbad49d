namespace MLPipeline.Inference;

/// <summary>Hands out numbered batches to threads and lets them deliver in that order.</summary>
internal sealed class OrderedBatches(IEnumerator<ImageSource> images, int batchSize)
{
    private readonly Lock _taking = new();
    private readonly object _turn = new();
    private long _nextNumber;
    private long _nextIndex;
    private long _nextToDeliver;
    private bool _exhausted;
    private Exception? _failure;

    /// <summary>Fills <paramref name="sources"/> with the next images; a count of 0 means there are none.</summary>
    public Batch Take(ImageSource[] sources)
    {
        lock (_taking)
        {
            var count = 0;
            while (!_exhausted && count < batchSize)
            {
                if (images.MoveNext())
                {
                    sources[count++] = images.Current;
                }
                else
                {
                    _exhausted = true;
                }
            }

            var batch = new Batch(_nextNumber, _nextIndex, count);
            if (count > 0)
            {
                _nextNumber++;
                _nextIndex += count;
            }

            return batch;
        }
    }

    public void WaitForTurn(long number, CancellationToken stop)
    {
        lock (_turn)
        {
            while (_nextToDeliver != number)
            {
                stop.ThrowIfCancellationRequested();
                Monitor.Wait(_turn, 200); // woken by the deliverer; the timeout only bounds how long a cancellation goes unseen
            }

            stop.ThrowIfCancellationRequested();
        }
    }

    public void Delivered()
    {
        lock (_turn)
        {
            _nextToDeliver++;
            Monitor.PulseAll(_turn);
        }
    }

    public void WakeAll()
    {
        lock (_turn)
        {
            Monitor.PulseAll(_turn);
        }
    }

    /// <summary>Remembers the first failure of any thread.</summary>
    public void Fail(Exception error) => Interlocked.CompareExchange(ref _failure, error, null);

    public void ThrowIfFailed()
    {
        if (_failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
        }
    }

    /// <param name="Number">The batch's place among the batches.</param>
    /// <param name="FirstIndex">The place of its first image among the images.</param>
    /// <param name="Count">Images in it; only the last batch may hold fewer than the batch size.</param>
    internal readonly record struct Batch(long Number, long FirstIndex, int Count);
}
