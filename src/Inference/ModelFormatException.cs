namespace MLPipeline.Inference;

/// <summary>A model file that does not say what a prediction needs, or contradicts itself; the message names the file and the way out.</summary>
public sealed class ModelFormatException : Exception
{
    /// <summary>Makes the exception with its message and cause.</summary>
    public ModelFormatException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
