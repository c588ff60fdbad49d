namespace MLPipeline.Training;

/// <summary>A model was not written, because the finished file would not give the trainer's scores; the message says by how much.</summary>
public sealed class ExportException : Exception
{
    internal ExportException(string message)
        : base(message)
    {
    }
}
