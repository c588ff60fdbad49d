using System.CommandLine;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer compare RUN_A RUN_B</c>.</summary>
internal sealed class CompareCommand : ProgramCommand
{
    private readonly ProgramConsole _console;
    private readonly Argument<string> _a = new("RUN_A") { Description = "The folder of a finished run" };
    private readonly Argument<string> _b = new("RUN_B") { Description = "The folder of another one" };
    private readonly Option<string> _json = CommonOptions.JsonFile();

    public CompareCommand(ProgramConsole console)
        : base("compare", "Two runs beside each other: settings, figures, classes, and whether they differ by more than chance")
    {
        _console = console;
        Add(_a);
        Add(_b);
        Add(_json);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("What augmentation has changed", "Trainer compare runs/plain runs/augmented")];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        OutputPlaces.Check(null, arguments.GetValue(_json));
        RunRecord Read(Argument<string> run) => RunRecord.Read(new RunFolder(arguments.GetRequiredValue(run)));
        var comparison = RunComparison.Of(Read(_a), Read(_b));
        ComparisonDisplay.Print(_console, comparison);
        if (arguments.GetValue(_json) is { } file) JsonOutput.Write(_console, file, comparison.WriteJson);
        return Task.FromResult(ExitCode.Done);
    }
}
