namespace MLPipeline.Graphs;

/// <summary>
/// A network that cannot be read, written or joined as it stands. The message names the file, node, operator or value at fault
/// and what to do about it.
/// </summary>
public sealed class GraphFormatException : Exception
{
    /// <summary>A fault without further words; prefer the constructor with a message.</summary>
    public GraphFormatException()
        : base("The network is not well formed.")
    {
    }

    /// <summary>A fault told in <paramref name="message"/>: what is wrong, where, and the way out.</summary>
    public GraphFormatException(string message)
        : base(message)
    {
    }

    /// <summary>A fault found by way of another one, such as a file that is no protobuf message.</summary>
    public GraphFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
