using System.CommandLine;
using MLPipeline.Inference;
using MLPipeline.Predictor.Scoring;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Commands;

/// <summary>Classifies every image below a folder into one table.</summary>
internal sealed class ScoreCommand : ProgramCommand
{
    private readonly ProgramConsole _console;
    private readonly ModelOptions _model;
    private readonly Argument<string> _folder = new("folder") { Description = "The images; folders below it are searched too" };
    private readonly Option<string> _output = new("--out", "-o") { Description = "The table to write; folders above it are made", HelpName = "file", Required = true };
    private readonly Option<string> _errors = new("--errors") { Description = "The list of images that could not be read (default: the table's name with .errors.csv)", HelpName = "file" };
    private readonly Option<string> _format = CommonOptions.OneOf("--format", ["csv", "jsonl"], "The table's format");
    private readonly Option<int> _top = new("--top") { Description = "How many classes to write for each image", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> _scores = new("--scores") { Description = "Write the score of every class" };
    private readonly Option<int?> _batchSize = new("--batch-size") { Description = "Images computed together; 2 on the processor and 32 on a GPU unless given", HelpName = "N" };
    private readonly Option<int?> _threads = new("--threads") { Description = "Threads that decode and compute (default: one per core)", HelpName = "N" };

    public ScoreCommand(ProgramConsole console)
        : base("score", "Classifies every image below a folder. Each image becomes a row of the table or of the list of bad images; if there are any, the exit code is 3.")
    {
        _console = console;
        Add(_folder);
        foreach (var option in (Option[])[_output, _errors, _format, _top, _scores, _batchSize, _threads])
        {
            Add(option);
        }

        _model = new ModelOptions(this);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("One row for each image: path, label, score", "Predictor score flowers.onnx photos -o scores.csv"),
        new("Three best classes, and a column for each class", "Predictor score flowers.onnx photos -o scores.csv --top 3 --scores"),
        new("On a graphics card, a line of JSON for each image", "Predictor score flowers.onnx photos -o scores.jsonl --format jsonl --device cuda"),
    ];

    protected override async Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var folder = arguments.GetRequiredValue(_folder);
        var output = arguments.GetRequiredValue(_output);
        var errors = arguments.GetValue(_errors) ?? Path.ChangeExtension(output, ".errors.csv");
        var faults = FaultsOf(arguments, folder, output, errors);
        var options = new PredictionEngineOptions
        {
            ThreadsPerRun = 1, // every thread computes a batch of its own: the most images per second
            Batches = new BatchRunOptions { BatchSize = arguments.GetValue(_batchSize), Threads = Math.Max(0, arguments.GetValue(_threads) ?? 0) },
        };
        using var engine = _model.Load(arguments, _console, options, faults);

        var images = ImageFolder.Read(folder, cancellation);
        if (images.Images.Count == 0 && images.Faults.Count == 0)
        {
            throw new IOException($"There are no images in '{folder}'.");
        }

        _console.Say($"'{_model.Path(arguments)}' with {Measure.Count(engine.Labels.Count)} classes, on {engine.Device}");
        var columns = new ScoreColumns(engine.Labels, Math.Min(arguments.GetValue(_top), engine.Labels.Count), arguments.GetValue(_scores));
        var isJson = "jsonl".Equals(arguments.GetValue(_format), StringComparison.OrdinalIgnoreCase);
        var run = new ScoreRun(_console, engine, images, columns);
        var unreadable = await run.WriteAsync(output, errors, isJson, cancellation).ConfigureAwait(false);
        return unreadable > 0 ? ExitCode.SomeImagesUnreadable : ExitCode.Done;
    }

    private List<string> FaultsOf(ParseResult arguments, string folder, string output, string errors)
    {
        var faults = new List<string>();
        if (!Directory.Exists(folder))
        {
            faults.Add(File.Exists(folder) ? $"'{folder}' is a file; a folder is needed ('Predictor predict' takes files)." : $"There is no folder '{folder}'.");
        }

        RequireAtLeastOne("--top", arguments.GetValue(_top), faults);
        RequireAtLeastOne("--batch-size", arguments.GetValue(_batchSize) ?? 1, faults);
        RequireAtLeastOne("--threads", arguments.GetValue(_threads) ?? 1, faults);

        var model = Path.GetFullPath(_model.Path(arguments));
        if (Path.GetFullPath(output) == Path.GetFullPath(errors))
        {
            faults.Add($"--out and --errors are both '{output}'; they must be two files.");
        }

        if (Path.GetFullPath(output) == model || Path.GetFullPath(errors) == model)
        {
            faults.Add($"'{_model.Path(arguments)}' is the model; writing the results there would destroy it.");
        }

        return faults;
    }

    private static void RequireAtLeastOne(string option, int value, List<string> faults)
    {
        if (value < 1)
        {
            faults.Add($"{option} is {value}; it must be at least 1.");
        }
    }
}
