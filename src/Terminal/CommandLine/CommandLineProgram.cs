using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Reflection;
using System.Runtime.InteropServices;

namespace MLPipeline.Terminal;

/// <summary>
/// Runs a program's command line: parses it, runs the command, and turns every way it can end into one message and an <see cref="ExitCode"/>.
/// It adds <c>--quiet</c> and <c>--verbose</c> to all commands, and examples to their help.
/// </summary>
public sealed class CommandLineProgram
{
    /// <summary>An environment variable; 1 shows stack traces, as <c>--verbose</c> does.</summary>
    public const string DebugVariable = "MLPIPELINE_DEBUG";

    private readonly RootCommand _root;
    private readonly string _name;
    private readonly ProgramConsole _console;
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "No progress and no notes, only results, warnings and errors", Recursive = true };
    private readonly Option<bool> _verbose = new("--verbose") { Description = "Show where in the program an error came from", Recursive = true };

    /// <param name="name">The program's name in help texts and hints, whatever its file is called.</param>
    /// <param name="root">The commands.</param>
    /// <param name="console">Where everything is written.</param>
    public CommandLineProgram(string name, RootCommand root, ProgramConsole console)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(console);
        _name = name;
        _root = root;
        _console = console;
        _root.Add(_quiet);
        _root.Add(_verbose);
    }

    /// <summary>The exception types whose messages are shown as they are; those of files are known already.</summary>
    public IReadOnlyList<KnownFault> KnownFaults { get; init; } = [];

    /// <summary>Shown at the end of the program's own help.</summary>
    public IReadOnlyList<CommandExample> Examples { get; init; } = [];

    /// <summary>Runs for a process: the first Ctrl-C (or SIGTERM) cancels the work, the second ends the program at once.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        using var cancellation = new CancellationTokenSource();
        void Cancel(PosixSignalContext signal)
        {
            if (cancellation.IsCancellationRequested)
            {
                _console.ClearLiveLine();
                return; // the signal does what it always does
            }

            signal.Cancel = true;
            cancellation.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        return await RunAsync(arguments, cancellation.Token).ConfigureAwait(false);
    }

    /// <summary>Runs until the work is done or cancelled.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        SetHelpAndVersion();
        var parsed = _root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null }); // a path may start with @
        _console.IsQuiet = parsed.GetValue(_quiet);
        try
        {
            if (parsed.Action is not SynchronousCommandLineAction { ClearsParseErrors: true } && CommandLineMistakes.Of(parsed) is { Count: > 0 } mistakes)
            {
                return ExplainMistakes(parsed, mistakes);
            }

            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = _console.ResultWriter,
                Error = _console.MessageWriter,
            };
            return await parsed.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            var isVerbose = parsed.GetValue(_verbose) || Environment.GetEnvironmentVariable(DebugVariable) == "1";
            return (int)Explain(error, parsed, isVerbose, cancellation);
        }
    }

    private void SetHelpAndVersion()
    {
        foreach (var option in _root.Options)
        {
            if (option is HelpOption { Action: HelpAction help })
            {
                option.Action = new HelpWithExamples(help, Examples);
            }
            else if (option is VersionOption)
            {
                option.Action = new ProgramVersion(_name, _root.Subcommands.FirstOrDefault()?.GetType().Assembly ?? Assembly.GetExecutingAssembly());
            }
        }
    }

    private int ExplainMistakes(ParseResult parsed, IEnumerable<string> mistakes)
    {
        foreach (var mistake in mistakes)
        {
            _console.WriteError(mistake);
        }

        WriteHint(parsed);
        return (int)ExitCode.WrongUsage;
    }

    private ExitCode Explain(Exception error, ParseResult parsed, bool isVerbose, CancellationToken cancellation)
    {
        if (error is AggregateException { InnerExceptions: [var only] })
        {
            return Explain(only, parsed, isVerbose, cancellation);
        }

        if (error is OperationCanceledException && cancellation.IsCancellationRequested)
        {
            _console.MessageWriter.WriteLine("Cancelled.");
            return ExitCode.Cancelled;
        }

        var known = KnownFaults.Concat(KnownFault.OfFiles).FirstOrDefault(fault => fault.Type.IsInstanceOfType(error));
        if (error is UsageException usage)
        {
            foreach (var fault in usage.Faults)
            {
                _console.WriteError(fault);
            }
        }
        else if (known is not null)
        {
            _console.WriteError(error.Message);
        }
        else
        {
            _console.WriteError($"{error.Message} ({error.GetType().Name}; {(isVerbose ? "see below" : "--verbose shows where")})");
        }

        if (isVerbose)
        {
            _console.MessageWriter.WriteLine(error);
        }

        var code = error is UsageException ? ExitCode.WrongUsage : known?.ExitCode ?? ExitCode.Failed;
        if (code == ExitCode.WrongUsage)
        {
            WriteHint(parsed);
        }

        return code;
    }

    private void WriteHint(ParseResult parsed)
    {
        var words = new List<string>();
        for (var result = parsed.CommandResult; result.Parent is CommandResult parent; result = parent)
        {
            words.Insert(0, result.Command.Name);
        }

        _console.MessageWriter.WriteLine($"'{string.Join(' ', [_name, .. words])} --help' shows what is possible.");
    }
}
