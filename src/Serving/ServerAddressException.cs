namespace MLPipeline.Serving;

/// <summary>The server cannot listen where it should: the port is in use or not allowed, or no interface has the address.</summary>
public sealed class ServerAddressException : Exception
{
    /// <summary>Makes the exception with its message and cause.</summary>
    public ServerAddressException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
