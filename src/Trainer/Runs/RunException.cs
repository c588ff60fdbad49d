namespace MLPipeline.Trainer;

/// <summary>A folder is no run, or its files cannot be understood; the message names the file and what is wrong.</summary>
internal sealed class RunException(string message, Exception? innerException = null) : Exception(message, innerException);
