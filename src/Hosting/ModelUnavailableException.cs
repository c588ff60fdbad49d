namespace MLPipeline.Hosting;

/// <summary>There is no model to predict with: none has been loaded yet. The message has the model and the reason.</summary>
public sealed class ModelUnavailableException : Exception
{
    /// <summary>Makes the exception with its message and cause.</summary>
    public ModelUnavailableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
