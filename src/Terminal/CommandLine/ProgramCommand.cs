using System.CommandLine;

namespace MLPipeline.Terminal;

/// <summary>A command of a program: its options, its examples, its work.</summary>
#pragma warning disable CA1010 // Command is enumerable for the sake of collection initialisers, not as a collection
public abstract class ProgramCommand : Command
#pragma warning restore CA1010
{
    /// <param name="name">What is typed.</param>
    /// <param name="description">One sentence for the help.</param>
    protected ProgramCommand(string name, string description)
        : base(name, description) => SetAction(async (arguments, cancellation) => (int)await RunAsync(arguments, cancellation).ConfigureAwait(false));

    /// <summary>The headings of the help's options, each with the first option under it; empty for one list.</summary>
    internal List<(string Heading, Option First)> Groups { get; } = [];

    /// <summary>Adds options that stand together in the help.</summary>
    /// <param name="heading">Above them.</param>
    /// <param name="options">At least one.</param>
    protected void AddGroup(string heading, params IReadOnlyList<Option> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Groups.Add((heading, options[0]));
        foreach (var option in options) Add(option);
    }

    /// <summary>Shown at the end of the help.</summary>
    public abstract IReadOnlyList<CommandExample> Examples { get; }

    /// <summary>Does the work. Exceptions become messages and exit codes in <see cref="CommandLineProgram"/>.</summary>
    /// <param name="arguments">The parsed command line.</param>
    /// <param name="cancellation">Cancelled by Ctrl-C.</param>
    protected abstract Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation);
}
