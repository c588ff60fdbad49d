namespace MLPipeline;

/// <summary>The transfer broke off for a reason that may pass: another request may bring the rest.</summary>
internal sealed class InterruptedTransferException(string message, Exception? innerException = null, TimeSpan? retryAfter = null)
    : Exception(message, innerException)
{
    /// <summary>The wait the server asked for.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
