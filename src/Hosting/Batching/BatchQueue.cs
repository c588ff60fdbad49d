using System.Diagnostics;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Runtime;

namespace MLPipeline.Hosting;

/// <summary>
/// Gathers the predictions with one version of a model into batches. Callers decode their image themselves and write it into a row of the
/// first batch that has one; threads of this queue compute a batch when it is full, or when its first image has waited long enough.
/// </summary>
/// <remarks>
/// A batch never mixes versions, since every version has a queue of its own. An image that cannot be decoded never takes a row, and who is
/// cancelled gives the row back: others lose nothing, and there are never more batches than the images that wait can fill.
/// </remarks>
internal sealed class BatchQueue : IDisposable
{
    private readonly object _gate = new();
    private readonly PredictionEngine _engine;
    private readonly WaitingRoom _room;
    private readonly Queue<GatheredBatch> _gathering = new();
    private readonly Stack<GatheredBatch> _idle = new();
    private readonly Thread[] _threads;
    private bool _ended;

    /// <param name="engine">The version; it stays the caller's.</param>
    /// <param name="room">The model's, for all versions.</param>
    /// <param name="threadsPerRun">As in <see cref="PredictionEngineOptions.ThreadsPerRun"/>.</param>
    public BatchQueue(PredictionEngine engine, WaitingRoom room, int threadsPerRun)
    {
        _engine = engine;
        _room = room;

        // As many batches at once as the cores can compute side by side.
        var isShared = engine.Device.Device == ComputeDevice.Cpu && threadsPerRun > 0;
        _threads = new Thread[isShared ? Math.Max(1, Environment.ProcessorCount / threadsPerRun) : 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"micro-batches {i}" };
            _threads[i].Start();
        }
    }

    /// <summary>Decodes the image on the calling thread and puts it into a batch; its task has the answer.</summary>
    /// <exception cref="ImageException">The image cannot be read or decoded.</exception>
    public void Add(ImageSource image, WaitingImage waiting)
    {
        using var prepared = _engine.Prepare(image);
        waiting.Decoded();
        GatheredBatch batch;
        int row;
        lock (_gate)
        {
            batch = WithFreeRow();
            row = batch.Take(waiting);
        }

        batch.Write(row, prepared);
        lock (_gate)
        {
            batch.Written();
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Ends the wait for an image that was added; unless it is being computed, its row is free again.</summary>
    public void Cancel(WaitingImage waiting, CancellationToken cancellation)
    {
        if (waiting.TrySetCanceled(cancellation))
        {
            lock (_gate)
            {
                if (waiting.Batch is { IsClosed: false } batch)
                {
                    batch.Remove(waiting);
                }
            }
        }

        waiting.Leave();
    }

    /// <summary>Ends the threads. Nobody may wait any longer.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.PulseAll(_gate);
        }

        foreach (var thread in _threads)
        {
            thread.Join();
        }

        foreach (var batch in _idle)
        {
            batch.Dispose();
        }
    }

    private GatheredBatch WithFreeRow()
    {
        foreach (var batch in _gathering)
        {
            if (!batch.IsFull)
            {
                return batch;
            }
        }

        if (!_idle.TryPop(out var fresh))
        {
            fresh = new GatheredBatch(_engine.CreateBatch(_room.Options.MaxBatchSize));
        }

        _gathering.Enqueue(fresh);
        return fresh;
    }

    private void Work()
    {
        while (Next() is { } batch)
        {
            Compute(batch);
            lock (_gate)
            {
                batch.Clear();
                _idle.Push(batch);
            }
        }
    }

    /// <summary>Waits for the next batch to compute; null when the queue has ended.</summary>
    private GatheredBatch? Next()
    {
        lock (_gate)
        {
            while (true)
            {
                if (!_gathering.TryPeek(out var first))
                {
                    if (_ended) return null;
                    Monitor.Wait(_gate);
                }
                else if (!first.IsFull && first.Count > 0 && Remaining(first) is > 0 and var milliseconds)
                {
                    Monitor.Wait(_gate, milliseconds);
                }
                else if (first.IsBeingWritten)
                {
                    Monitor.Wait(_gate);
                }
                else
                {
                    first.IsClosed = true;
                    return _gathering.Dequeue();
                }
            }
        }
    }

    private int Remaining(GatheredBatch batch) =>
        (int)Math.Ceiling((_room.Options.MaxDelay - Stopwatch.GetElapsedTime(batch.Began)).TotalMilliseconds);

    private void Compute(GatheredBatch batch)
    {
        try
        {
            foreach (var waiting in batch.Images)
            {
                if (waiting is { Task.IsCompleted: false })
                {
                    _room.Telemetry.QueueLeft(_room.Model, Stopwatch.GetElapsedTime(waiting.Ready));
                    waiting.Leave();
                }
            }

            var images = batch.Compute();
            for (var row = 0; row < images.Length; row++)
            {
                images[row]!.TrySetResult(batch.Prediction(row));
            }

            if (images.Length > 0) _room.Telemetry.BatchComputed(_room.Model, images.Length);
        }
        catch (Exception error)
        {
            foreach (var waiting in batch.Images)
            {
                waiting?.TrySetException(error); // each of them throws it
            }
        }
    }
}
