using MLPipeline.Inference;

namespace MLPipeline.Hosting;

/// <summary>
/// One version of a model in memory, counted: the pool holds it once while it is in service, and every prediction while it runs. Whoever
/// leaves last frees it. Thread-safe.
/// </summary>
internal sealed class LiveEngine(PredictionEngine engine, BatchQueue? batches, string version, DateTimeOffset loadedAt, Action freed)
{
    private int _holders = 1;

    public PredictionEngine Engine { get; } = engine;

    /// <summary>Gathers its predictions; null where each of them is computed alone.</summary>
    public BatchQueue? Batches { get; } = batches;

    public string Version { get; } = version;

    public DateTimeOffset LoadedAt { get; } = loadedAt;

    /// <summary>False when it is freed already; then there is a newer one.</summary>
    public bool TryEnter()
    {
        var holders = Volatile.Read(ref _holders);
        while (holders > 0)
        {
            var seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders)
            {
                return true;
            }

            holders = seen;
        }

        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            Batches?.Dispose();
            Engine.Dispose();
            freed();
        }
    }
}
