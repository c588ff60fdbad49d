using System.CommandLine;

namespace MLPipeline.Terminal.Tests;

public sealed class CommandLineProgramTests
{
    private readonly StringWriter _results = new() { NewLine = "\n" };
    private readonly StringWriter _messages = new() { NewLine = "\n" };

    [Fact]
    public async Task Run_Success_GivesTheCommandsCodeAndKeepsStderrEmpty()
    {
        Assert.Equal(3, await Run("work", _ => ExitCode.SomeImagesUnreadable));
        Assert.Equal("", _messages.ToString());
    }

    [Fact]
    public async Task Run_UnknownOption_EndsWith2AndSuggests()
    {
        Assert.Equal(2, await Run("work --cout 3", _ => ExitCode.Done));
        Assert.Equal("", _results.ToString());
        Assert.Equal("Error: Unknown option '--cout'. Did you mean '--count'?\n'Tester work --help' shows what is possible.\n", _messages.ToString());
    }

    [Fact]
    public async Task Run_UnknownCommand_Suggests()
    {
        Assert.Equal(2, await Run("wrok", _ => ExitCode.Done));
        Assert.StartsWith("Error: Unknown command 'wrok'. Did you mean 'work'?\n", _messages.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AfterTwoDashes_EverythingIsAnArgument() => Assert.Equal(0, await Run("work -- --cout", _ => ExitCode.Done));

    [Fact]
    public async Task Run_SeveralMistakes_NamesThemAll()
    {
        Assert.Equal(2, await Run("work --count many --mode fast", _ => ExitCode.Done));
        Assert.Contains("'many'", _messages.ToString(), StringComparison.Ordinal);
        Assert.Contains("--mode is 'fast'; valid values are slow, slower.", _messages.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ArgumentThatStartsWithAnAtSign_IsAPath()
    {
        ParseResult? seen = null;
        await Run("work --mode SLOW @picture.jpg", parsed =>
        {
            seen = parsed;
            return ExitCode.Done;
        });
        Assert.Equal(["@picture.jpg"], seen!.GetValue<string[]>("files")!);
    }

    [Fact]
    public async Task Run_UsageException_ListsEveryFaultAndEndsWith2()
    {
        Assert.Equal(2, await Run("work", _ => throw new UsageException("One is wrong.", "Two is wrong.")));
        Assert.Equal("Error: One is wrong.\nError: Two is wrong.\n'Tester work --help' shows what is possible.\n", _messages.ToString());
    }

    [Fact]
    public async Task Run_KnownFault_ShowsItsMessageAlone()
    {
        Assert.Equal(1, await Run("work", _ => throw new NotSupportedException("Not for this file.")));
        Assert.Equal("Error: Not for this file.\n", _messages.ToString());
    }

    [Fact]
    public async Task Run_UnknownFault_NamesItsTypeAndShowsTheTraceOnlyWhenAsked()
    {
        Assert.Equal(1, await Run("work", _ => throw new InvalidCastException("Surprise.")));
        Assert.Equal("Error: Surprise. (InvalidCastException; --verbose shows where)\n", _messages.ToString());

        Assert.Equal(1, await Run("work --verbose", _ => throw new InvalidCastException("Surprise.")));
        Assert.Contains($"at {typeof(CommandLineProgramTests).FullName}", _messages.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Cancelled_EndsWith130()
    {
        using var cancellation = new CancellationTokenSource();
        var code = await Run("work", _ =>
        {
            cancellation.Cancel();
            throw new OperationCanceledException();
        }, cancellation.Token);
        Assert.Equal(130, code);
        Assert.Equal("Cancelled.\n", _messages.ToString());
    }

    [Fact]
    public async Task Run_TimeoutThatNobodyAskedFor_IsAFailureNotACancellation() =>
        Assert.Equal(1, await Run("work", _ => throw new TaskCanceledException("The request took too long.")));

    [Fact]
    public async Task Run_Quiet_SilencesNotesButNotWarnings()
    {
        await Run("work --quiet", (_, console) =>
        {
            console.Say("note");
            using (var progress = console.StartProgress("Working", 2))
            {
                progress.Report(2);
            }

            console.Warn("careful");
            return ExitCode.Done;
        });
        Assert.Equal("Warning: careful\n", _messages.ToString());
    }

    [Fact]
    public async Task Help_EndsWithExamples()
    {
        Assert.Equal(0, await Run("work --help", _ => ExitCode.Failed));
        Assert.Contains("--mode <slow|slower>", _results.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("Examples:\n  Work twice:\n    Tester work --count 2\n", _results.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_NamesTheProgram()
    {
        Assert.Equal(0, await Run("--version", _ => ExitCode.Failed));
        Assert.StartsWith("Tester ", _results.ToString(), StringComparison.Ordinal);
    }

    private Task<int> Run(string line, Func<ParseResult, ExitCode> work, CancellationToken cancellation = default) => Run(line, (parsed, _) => work(parsed), cancellation);

    private Task<int> Run(string line, Func<ParseResult, ProgramConsole, ExitCode> work, CancellationToken cancellation = default)
    {
        var console = ProgramConsole.OfWriters(_results, _messages);
        var root = new RootCommand("A program for tests.") { new WorkCommand(parsed => work(parsed, console)) };
        var program = new CommandLineProgram("Tester", root, console) { KnownFaults = [new(typeof(NotSupportedException))] };
        return program.RunAsync(line.Split(' '), cancellation);
    }

    private sealed class WorkCommand : ProgramCommand
    {
        private readonly Func<ParseResult, ExitCode> _work;

        public WorkCommand(Func<ParseResult, ExitCode> work)
            : base("work", "Works.")
        {
            _work = work;
            Add(new Argument<string[]>("files") { Arity = ArgumentArity.ZeroOrMore });
            Add(new Option<int>("--count"));
            Add(CommonOptions.OneOf("--mode", ["slow", "slower"], "How"));
        }

        public override IReadOnlyList<CommandExample> Examples { get; } = [new("Work twice", "Tester work --count 2")];

        protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation) => Task.FromResult(_work(arguments));
    }
}
