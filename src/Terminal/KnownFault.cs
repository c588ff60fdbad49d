namespace MLPipeline.Terminal;

/// <summary>An exception type whose message was written for the user, so that it is shown as it is and alone.</summary>
/// <param name="Type">The exception type; derived types count too.</param>
/// <param name="ExitCode">How the program ends.</param>
public sealed record KnownFault(Type Type, ExitCode ExitCode = ExitCode.Failed)
{
    /// <summary>Files that are missing, in use or protected: the operating system's message names the path.</summary>
    internal static IReadOnlyList<KnownFault> OfFiles { get; } = [new(typeof(IOException)), new(typeof(UnauthorizedAccessException))];
}
