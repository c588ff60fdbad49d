namespace MLPipeline.Networks;

/// <summary>A network that cannot be had as it was asked for. Each fault names the value and the way out; the message has all of them, a line each.</summary>
public sealed class NetworkException : Exception
{
    /// <param name="faults">Every fault, one sentence or two each; at least one.</param>
    public NetworkException(params IReadOnlyList<string> faults)
        : base(string.Join(Environment.NewLine, faults)) => Faults = faults;

    /// <summary>Every fault.</summary>
    public IReadOnlyList<string> Faults { get; }
}
