using System.Runtime.ExceptionServices;

namespace MLPipeline.Kernels.Threading;

/// <summary>
/// Threads that compute the parts of one kernel after another. The calling thread is one of them. Between kernels the others wait without
/// sleeping for a moment, because a training step is hundreds of kernels in a row; then they sleep. A kernel is done when its parts are: it does not wait for
/// a thread that the system has not let run, so that a busy machine slows training no more than by what it takes. One kernel runs at a time: not safe
/// for concurrent use.
/// </summary>
public sealed class WorkTeam : IDisposable
{
    private const int SpinsBeforeYielding = 200;
    private const int YieldsBeforeSleeping = 200;
    private const int RoundShift = 32;
    private const long Entered = 0x7FFF_FFFF;
    private const long Open = 0x8000_0000;

    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _wakeUp = new(0);
    private ParallelKernel? _kernel;
    private int _partCount;
    private int _nextPart;
    private long _gate; // the round, whether it may be entered, and how many of the other threads are in it
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
        BeginRound(Open);
        var sleepers = Volatile.Read(ref _sleepers);
        if (sleepers > 0) _wakeUp.Release(sleepers);
        Compute(0);
        Interlocked.And(ref _gate, ~Open);
        for (var spins = 0; (Volatile.Read(ref _gate) & Entered) > 0; spins++)
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
        BeginRound(0);
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

    private void BeginRound(long open) => Interlocked.Exchange(ref _gate, (((_gate >> RoundShift) + 1) << RoundShift) | open);

    private void Work(int worker)
    {
        for (var round = 0L; !_stopped;)
        {
            round = WaitForRoundAfter(round);
            if (!TryEnter()) continue;
            Compute(worker);
            Interlocked.Decrement(ref _gate);
        }
    }

    /// <summary>Takes part in the round at work, unless all of its parts are taken.</summary>
    private bool TryEnter()
    {
        for (var gate = Volatile.Read(ref _gate); (gate & Open) != 0;)
        {
            var seen = Interlocked.CompareExchange(ref _gate, gate + 1, gate);
            if (seen == gate) return true;
            gate = seen;
        }

        return false;
    }

    /// <summary>
    /// Returns the newest round when there is one after <paramref name="round"/>. A semaphore count left over from a sleeper that saw the round by itself
    /// only makes a later sleep shorter.
    /// </summary>
    private long WaitForRoundAfter(long round)
    {
        long newest;
        for (var spins = 0; (newest = Volatile.Read(ref _gate) >> RoundShift) == round; spins++)
        {
            if (spins < SpinsBeforeYielding) Thread.SpinWait(10);
            else if (spins < SpinsBeforeYielding + YieldsBeforeSleeping) Thread.Yield();
            else
            {
                Interlocked.Increment(ref _sleepers);
                if (Volatile.Read(ref _gate) >> RoundShift == round) _wakeUp.Wait(100);
                Interlocked.Decrement(ref _sleepers);
            }
        }

        return newest;
    }
}
