namespace MLPipeline.Hosting;

/// <summary>
/// As many predictions wait as <see cref="MicroBatchOptions.MaxQueueLength"/> allows, so this one was not begun. Try again later, or
/// answer 503 with Retry-After.
/// </summary>
public sealed class PredictionQueueFullException : Exception
{
    /// <summary>Makes the exception with its message and cause.</summary>
    public PredictionQueueFullException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
