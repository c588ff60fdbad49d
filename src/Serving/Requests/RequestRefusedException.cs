namespace MLPipeline.Serving;

/// <summary>A request that is answered with a fault of its own; the message is for the client.</summary>
internal sealed class RequestRefusedException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>What was wrong with each image, where that is the reason.</summary>
    public IReadOnlyList<ImageAnswer>? Images { get; init; }
}
