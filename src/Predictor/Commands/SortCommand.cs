using System.CommandLine;
using MLPipeline.Predictor.Sorting;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Commands;

/// <summary>Sorts the images of a table that is there already.</summary>
internal sealed class SortCommand : ProgramCommand
{
    private readonly ProgramConsole _console;
    private readonly Argument<string> _table = new("table") { Description = "A table that 'score' or 'merge' wrote, CSV or lines of JSON" };

    private readonly Option<string> _images = new("--images")
    {
        Description = "The folder that was scored, below which the table's paths are; not for lists",
        HelpName = "folder",
    };

    private readonly Option<bool> _resume = new("--resume") { Description = "Finish a sorting that was interrupted" };
    private readonly SortArguments _sorting = new();

    public SortCommand(ProgramConsole console)
        : base("sort", "Puts the images of a table into a folder for each label. Images that could not be read stay where they are.")
    {
        _console = console;
        Add(_table);
        Add(_images);
        foreach (var option in _sorting.Options)
        {
            Add(option);
        }

        _sorting.Require();
        Add(_resume);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("See what would happen", "Predictor sort scores.csv --images photos --sort-into sorted --dry-run"),
        new("Move the images", "Predictor sort scores.csv --images photos --sort-into sorted --sort-by move"),
    ];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var (table, folder) = (arguments.GetRequiredValue(_table), arguments.GetValue(_images));
        var sorting = new SortRun(_console, table, _sorting.Read(arguments)!);
        var isResumed = arguments.GetValue(_resume);
        List<string> faults = [.. _sorting.Faults(arguments, folder ?? "", isSharded: false)];
        if (!File.Exists(table))
        {
            faults.Add($"There is no table '{table}'.");
        }

        if (folder is not null && !Directory.Exists(folder))
        {
            faults.Add($"There is no folder '{folder}'.");
        }

        if (sorting.HasBegun && !isResumed)
        {
            faults.Add($"'{table}': its sorting was interrupted; --resume finishes it.");
        }

        if (faults.Count > 0)
        {
            throw new UsageException(faults);
        }

        if (isResumed && (sorting.HasBegun || sorting.HasEnded))
        {
            sorting.Finish(cancellation);
        }
        else
        {
            sorting.Run(path => folder is null ? path : Path.Combine(folder, path), cancellation);
        }

        return Task.FromResult(ExitCode.Done);
    }
}
