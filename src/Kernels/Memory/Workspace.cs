namespace MLPipeline.Kernels.Memory;

/// <summary>
/// Scratch memory of the threads of a team, one piece each, shared by all kernels that run one after another. Kernels reserve what they need when they
/// are made; the memory is taken when the first of them runs.
/// </summary>
public sealed unsafe class Workspace : IDisposable
{
    private AlignedMemory? _memory;
    private AlignedMemory? _shared;
    private long _perWorker;
    private long _sharedLength;

    /// <summary>Scratch memory for a team of that many threads.</summary>
    public Workspace(int workers)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workers);
        Workers = workers;
    }

    /// <summary>How many threads there are.</summary>
    public int Workers { get; }

    /// <summary>Floats that are taken when kernels run.</summary>
    public long Length => (_perWorker * Workers) + _sharedLength;

    /// <summary>Asks for at least that many floats for each thread.</summary>
    public void Reserve(long floats)
    {
        // 16 more, so that pieces of equal power-of-two size do not fall into the same cache sets.
        var wanted = ((floats + 15) / 16 * 16) + 16;
        if (wanted <= _perWorker) return;
        _perWorker = wanted;
        _memory?.Dispose();
        _memory = null;
    }

    /// <summary>Asks for at least that many floats that all threads share.</summary>
    public void ReserveShared(long floats)
    {
        if (floats <= _sharedLength) return;
        _sharedLength = floats;
        _shared?.Dispose();
        _shared = null;
    }

    /// <summary>Takes the memory, if that has not happened. Before the kernels run, on one thread.</summary>
    public void Allocate()
    {
        _memory ??= new AlignedMemory(_perWorker * Workers);
        _shared ??= new AlignedMemory(_sharedLength);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _memory?.Dispose();
        _shared?.Dispose();
    }

    /// <summary>The piece of one thread, aligned to 64 bytes.</summary>
    internal float* Of(int worker) => _memory!.Start + (worker * _perWorker);

    /// <summary>The piece that all threads share.</summary>
    internal float* Shared() => _shared!.Start;
}
