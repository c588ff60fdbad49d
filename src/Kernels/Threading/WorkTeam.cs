using System.Runtime.ExceptionServices;

namespace MLPipeline.Kernels.Threading;

/// <summary>
/// Threads that compute the parts of one kernel after another. The calling thread is one of them. Between kernels the others wait without
/// sleeping for a moment, because a training step is hundreds of kernels in a row; then they sleep. One kernel runs at a time: not safe for
/// concurrent use.
/// </summary>
public sealed class WorkTeam : IDisposable
{
    private const int SpinsBeforeYielding = 200;
    private const int YieldsBeforeSleeping = 200;

    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _wakeUp = new(0);
    private ParallelKernel? _kernel;
    private int _partCount;
    private int _nextPart;
    private int _busy;
    private volatile int _round;
    private int _sleepers;
    private volatile bool _stopped;
    private Exception? _fault;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">How many compute, the caller included; 0: one per processor.</param>
    public WorkTeam(int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        Size = threads == 0 ? Environment.ProcessorCount : threads;
        _threads = new Thread[Size - 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            var worker = i + 1;
            _threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"kernels {worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>How many threads compute, the caller included.</summary>
    public int Size { get; }

    /// <summary>Computes all parts of a kernel and returns when the last one is done. What a part throws is thrown here.</summary>
    public void Run(ParallelKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ObjectDisposedException.ThrowIf(_stopped, this);
        var parts = kernel.PartCount;
        if (_threads.Length == 0 || parts <= 1)
        {
            for (var part = 0; part < parts; part++) kernel.Execute(part, 0);
            return;
        }

        _kernel = kernel;
        _partCount = parts;
        _nextPart = 0;
        _busy = _threads.Length;
        Interlocked.Increment(ref _round);
        var sleepers = Volatile.Read(ref _sleepers);
        if (sleepers > 0) _wakeUp.Release(sleepers);
        Compute(0);
        for (var spins = 0; Volatile.Read(ref _busy) > 0; spins++)
        {
            if (spins < SpinsBeforeYielding) Thread.SpinWait(10);
            else Thread.Yield();
        }

        _kernel = null;
        if (Interlocked.Exchange(ref _fault, null) is { } fault) ExceptionDispatchInfo.Throw(fault);
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        if (_stopped) return;
        _stopped = true;
        Interlocked.Increment(ref _round);
        _wakeUp.Release(Size);
        foreach (var thread in _threads) thread.Join();
        _wakeUp.Dispose();
    }

    private void Compute(int worker)
    {
        try
        {
            for (int part; (part = Interlocked.Increment(ref _nextPart) - 1) < _partCount;) _kernel!.Execute(part, worker);
        }
        catch (Exception fault)
        {
            Interlocked.CompareExchange(ref _fault, fault, null);
        }
    }

    private void Work(int worker)
    {
        var seen = 0;
        while (true)
        {
            WaitForRound(seen);
            seen++;
            if (_stopped) return;
            Compute(worker);
            Interlocked.Decrement(ref _busy);
        }
    }

    /// <summary>
    /// Returns when round <paramref name="seen"/> + 1 has begun. A semaphore count left over from a sleeper that saw the round by itself only
    /// makes a later sleep shorter.
    /// </summary>
    private void WaitForRound(int seen)
    {
        for (var spins = 0; _round == seen; spins++)
        {
            if (spins < SpinsBeforeYielding) Thread.SpinWait(10);
            else if (spins < SpinsBeforeYielding + YieldsBeforeSleeping) Thread.Yield();
            else
            {
                Interlocked.Increment(ref _sleepers);
                if (_round == seen) _wakeUp.Wait(100);
                Interlocked.Decrement(ref _sleepers);
            }
        }
    }
}
