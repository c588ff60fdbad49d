namespace MLPipeline.Serving;

/// <summary>Whether the server is on its way out, and how many requests it is at.</summary>
internal sealed class ServerState
{
    private int _activeRequests;
    private volatile bool _isStopping;

    public bool IsStopping
    {
        get => _isStopping;
        set => _isStopping = value;
    }

    public int ActiveRequests => Volatile.Read(ref _activeRequests);

    public void Begin() => Interlocked.Increment(ref _activeRequests);

    public void End() => Interlocked.Decrement(ref _activeRequests);
}
