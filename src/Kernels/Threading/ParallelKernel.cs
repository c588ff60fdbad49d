namespace MLPipeline.Kernels.Threading;

/// <summary>
/// Work in independent parts. Which thread computes a part, and in which order, must not change the result: that makes results the same on any
/// number of threads.
/// </summary>
public abstract class ParallelKernel
{
    /// <summary>How many parts there are. Fixed by the shapes alone, never by the number of threads.</summary>
    public abstract int PartCount { get; }

    /// <summary>Computes one part.</summary>
    /// <param name="part">0 to <see cref="PartCount"/> - 1.</param>
    /// <param name="worker">Which thread of the team computes, from 0; for scratch memory of its own.</param>
    public abstract void Execute(int part, int worker);
}
