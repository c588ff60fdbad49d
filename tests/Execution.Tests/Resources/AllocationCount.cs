using MLPipeline.Kernels.Threading;

namespace MLPipeline.Execution.Tests;

/// <summary>Asks each thread of a team what it has allocated: a part waits until all others have begun, so that each thread computes one.</summary>
internal sealed class AllocationCount(int threads) : ParallelKernel
{
    private readonly long[] _bytes = new long[threads];
    private int _begun;

    public override int PartCount => threads;

    /// <summary>Bytes on the managed heap that the threads have taken since they began.</summary>
    public long Take(WorkTeam team)
    {
        _begun = 0;
        team.Run(this);
        var sum = 0L;
        foreach (var each in _bytes) sum += each;
        return sum;
    }

    public override void Execute(int part, int worker)
    {
        _bytes[worker] = GC.GetAllocatedBytesForCurrentThread();
        Interlocked.Increment(ref _begun);
        while (Volatile.Read(ref _begun) < threads) Thread.Yield();
    }
}
