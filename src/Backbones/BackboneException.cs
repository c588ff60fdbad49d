namespace MLPipeline.Backbones;

/// <summary>
/// A fault the user can mend: the message names the value, the valid values and the way out, and is printed as it stands.
/// </summary>
public sealed class BackboneException : Exception
{
    /// <param name="message">What is wrong and what to do about it; several faults stand on a line each.</param>
    /// <param name="innerException">The error of the system underneath, where there was one.</param>
    public BackboneException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
