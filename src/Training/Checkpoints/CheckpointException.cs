namespace MLPipeline.Training;

/// <summary>A checkpoint cannot be used; the message names the file, what is wrong and the way out.</summary>
public sealed class CheckpointException : Exception
{
    internal CheckpointException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
