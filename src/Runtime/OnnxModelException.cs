namespace MLPipeline.Runtime;

/// <summary>A file or byte sequence that ONNX Runtime cannot load or run as a network; the message names it and gives the reason.</summary>
public sealed class OnnxModelException : Exception
{
    /// <summary>Makes the exception with its message and cause.</summary>
    public OnnxModelException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
