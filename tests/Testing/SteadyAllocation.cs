namespace MLPipeline.Testing;

/// <summary>
/// What an action allocates each time it is done. The first time that threads compete for a lock, the runtime makes things of its own (some thousand bytes,
/// once for a process, and on a busy machine at any moment), so the least of several counts is what the action itself takes.
/// </summary>
public static class SteadyAllocation
{
    private const int Counts = 5;

    /// <summary>Bytes that the calling thread takes for the action, which must have run before.</summary>
    public static long Of(Action action) => Of(action, GC.GetAllocatedBytesForCurrentThread);

    /// <summary>Bytes taken by the action as <paramref name="allocated"/> counts them; it must have run before.</summary>
    public static long Of(Action action, Func<long> allocated)
    {
        var least = long.MaxValue;
        for (var count = 0; count < Counts && least != 0; count++)
        {
            var before = allocated();
            action();
            least = Math.Min(least, allocated() - before);
        }

        return least;
    }
}
