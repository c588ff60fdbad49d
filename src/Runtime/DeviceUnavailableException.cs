namespace MLPipeline.Runtime;

/// <summary>The device that was asked for cannot be used here; the message says what is missing and how to get it.</summary>
public sealed class DeviceUnavailableException : Exception
{
    internal DeviceUnavailableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
