using System.CommandLine;
using MLPipeline.Predictor.Scoring;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Commands;

/// <summary>Puts the parts of a table together.</summary>
internal sealed class MergeCommand : ProgramCommand
{
    private readonly ProgramConsole _console;
    private readonly Argument<string[]> _parts = new("part")
    {
        Description = "The tables that 'score --shard' wrote, in any order",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _output = new("--out", "-o") { Description = "The whole table", HelpName = "file", Required = true };

    private readonly Option<string> _errors = new("--errors")
    {
        Description = "The whole list of bad images (default: the table's name with .errors.csv)",
        HelpName = "file",
    };

    private readonly Option<string?> _review = new("--review")
    {
        Description = "The least certain images of all, if each part was scored with --review",
        HelpName = "file",
    };

    public MergeCommand(ProgramConsole console)
        : base("merge", "Puts the parts of a table together, if all are there and belong together. Exit code 3 if there are bad images.")
    {
        _console = console;
        Add(_parts);
        Add(_output);
        Add(_errors);
        Add(_review);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Four parts", "Predictor merge part-1.csv part-2.csv part-3.csv part-4.csv -o scores.csv"),
    ];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var output = arguments.GetRequiredValue(_output);
        var errors = arguments.GetValue(_errors) ?? Path.ChangeExtension(output, ".errors.csv");
        var places = new ScorePlaces(output, errors, arguments.GetValue(_review));
        var parts = ScoreParts.Read(arguments.GetRequiredValue(_parts), places);
        parts.Merge(places, cancellation);
        _console.Say($"'{places.Table}': {Measure.Count(parts.Rows)} images of {Measure.Count(parts.Count)} parts");
        if (parts.Unreadable == 0)
        {
            return Task.FromResult(ExitCode.Done);
        }

        _console.Warn($"{Measure.Count(parts.Unreadable)} could not be read; '{places.Errors}' says why.");
        return Task.FromResult(ExitCode.SomeImagesUnreadable);
    }
}
