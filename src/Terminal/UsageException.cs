namespace MLPipeline.Terminal;

/// <summary>A command line that can be parsed but not followed. Ends the program with <see cref="ExitCode.WrongUsage"/>.</summary>
public sealed class UsageException : Exception
{
    /// <param name="faults">Every fault, one sentence each, at least one.</param>
    public UsageException(params IReadOnlyList<string> faults)
        : base(string.Join(Environment.NewLine, faults)) => Faults = faults;

    /// <summary>Every fault, one sentence each.</summary>
    public IReadOnlyList<string> Faults { get; }
}
