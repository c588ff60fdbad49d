namespace MLPipeline;

/// <summary>A download that cannot succeed; the message says what to do. Each project hands it on as an exception of its own.</summary>
internal sealed class DownloadException(string message, Exception? innerException = null) : Exception(message, innerException);
