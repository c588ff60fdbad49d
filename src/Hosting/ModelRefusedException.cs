namespace MLPipeline.Hosting;

/// <summary>
/// A model that loads, but may not come into service: it has other classes than its predecessor, or its scores are no probabilities.
/// </summary>
public sealed class ModelRefusedException : Exception
{
    /// <summary>Makes the exception with its message and cause.</summary>
    public ModelRefusedException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
