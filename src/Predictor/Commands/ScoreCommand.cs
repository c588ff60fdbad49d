using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using MLPipeline.Inference;
using MLPipeline.Predictor.Scoring;
using MLPipeline.Predictor.Sorting;
using MLPipeline.Runtime;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Commands;

/// <summary>Classifies every image of a folder or a list into one table.</summary>
internal sealed class ScoreCommand : ProgramCommand
{
    private readonly ProgramConsole _console;
    private readonly ModelOptions _model;
    private readonly ImageArguments _images = new();
    private readonly TableArguments _table = new();
    private readonly CertaintyArguments _certainty = new();
    private readonly SortArguments _sorting = new();

    private readonly Option<bool> _resume = new("--resume")
    {
        Description = "Go on where the same command has ended, in whatever way; begin, if it has not yet",
    };

    public ScoreCommand(ProgramConsole console)
        : base(
            "score",
            "Classifies every image of a folder or a list. Each image becomes a row of the table or of the list of bad images; "
                + "if there are any, the exit code is 3.")
    {
        _console = console;
        Add(_images.Images);
        AddGroup("Options", _table.Options);
        _model = new ModelOptions(this);
        AddGroup("Many images", [_resume, .. _images.Options]);
        AddGroup("Uncertain answers", _certainty.Options);
        AddGroup("Sorting", _sorting.Options);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("One row for each image: path, label, score", "Predictor score flowers.onnx photos -o scores.csv"),
        new("Three best classes, and a column for each class", "Predictor score flowers.onnx photos -o scores.csv --top 3 --scores"),
        new("On a graphics card, a line of JSON for each image", "Predictor score flowers.onnx photos -o scores.jsonl --format jsonl --device cuda"),
        new("A list from another program, whatever is in its paths",
            "find photos -name '*.jpg' -print0 | Predictor score flowers.onnx - -0 -o scores.csv"),
        new("A long run that may be killed at any time: type it again", "Predictor score flowers.onnx photos -o scores.csv --resume"),
        new("The second of four parts; 'Predictor merge' puts them together",
            "Predictor score flowers.onnx photos -o part-2.csv --shard 2/4 --resume"),
        new("The 50 images that a person should look at first",
            "Predictor score flowers.onnx photos -o scores.csv --review review.csv --review-count 50"),
        new("A folder for each class, and one for those below 0.8",
            "Predictor score flowers.onnx photos -o scores.csv --threshold 0.8 --sort-into sorted"),
    ];

    protected override async Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var places = new ScorePlaces(_table.Output(arguments), _table.Errors(arguments), _certainty.ReviewFile(arguments));
        var sorting = _sorting.Read(arguments) is { } options ? new SortRun(_console, places.Table, options) : null;
        var faults = FaultsOf(arguments, places, sorting);
        var shard = _images.Shard(arguments, faults);
        var batches = _table.Batches(arguments);
        var engineOptions = new PredictionEngineOptions
        {
            ThreadsPerRun = 1, // every thread computes a batch of its own: the most images per second
            Batches = batches,
        };
        using var engine = _model.Load(arguments, _console, engineOptions, faults);
        if (_certainty.FaultsFor(arguments, engine.Labels).ToArray() is { Length: > 0 } more)
        {
            throw new UsageException(more);
        }

        var job = Job(arguments, places, engine, shard, batches.BatchSizeOn(engine.Device));
        if (sorting is { HasBegun: true } or { HasEnded: true } && job.Finished() is { } counts)
        {
            sorting.Finish(cancellation); // the images need no longer be where the table found them
            job.Tell(_console, counts);
        }
        else
        {
            var images = _images.Read(arguments, _console, shard, job.BatchSize, cancellation);
            _console.Say($"'{_model.Path(arguments)}' with {Measure.Count(engine.Labels.Count)} classes, on {engine.Device}");
            if (!job.Resumes)
            {
                sorting?.Forget();
            }

            counts = await job.RunAsync(_console, engine, images, cancellation).ConfigureAwait(false);
            sorting?.Run(images.FullPath, cancellation);
        }

        return counts.Unreadable > 0 ? ExitCode.SomeImagesUnreadable : ExitCode.Done;
    }

    private List<string> FaultsOf(ParseResult arguments, ScorePlaces places, SortRun? sorting)
    {
        var isSharded = _images.IsSharded(arguments);
        List<string> faults =
        [
            .. _images.Faults(arguments),
            .. _table.Faults(arguments),
            .. places.Faults(_model.Path(arguments), IsKept(arguments)),
            .. _certainty.Faults(arguments),
            .. _sorting.Faults(arguments, arguments.GetRequiredValue(_images.Images), isSharded),
        ];
        if (sorting is { HasBegun: true } && !arguments.GetValue(_resume))
        {
            faults.Add($"'{places.Table}': its sorting was interrupted; --resume finishes it.");
        }

        return faults;
    }

    /// <summary>Whether something is to be known of the table when its process is no more.</summary>
    private bool IsKept(ParseResult arguments) =>
        arguments.GetValue(_resume) || _images.IsSharded(arguments) || _sorting.Read(arguments) is not null;

    private ScoreJob Job(ParseResult arguments, ScorePlaces places, PredictionEngine engine, Shard shard, int batchSize)
    {
        var resumes = arguments.GetValue(_resume);
        return new ScoreJob
        {
            Places = places,
            Options = new ScoreOptions(
                _table.Columns(arguments, engine.Labels) with { Rejection = _certainty.Rejection(arguments) },
                _table.IsJsonLines(arguments),
                _certainty.Review(arguments)),
            Identity = IsKept(arguments)
                ? content => Identity(arguments, engine, shard, batchSize, content)
                : null,
            Resumes = resumes,
            BatchSize = batchSize,
        };
    }

    /// <summary>A row depends on the device and, in its last digits, on the size of a batch; not on the number of threads.</summary>
    private ScoreIdentity Identity(ParseResult arguments, PredictionEngine engine, Shard shard, int batchSize, ListContent? content)
    {
        using var model = File.OpenRead(_model.Path(arguments));
        (string, string)[] options =
        [
            .. _table.Values(arguments, engine.Labels),
            .. _certainty.Values(arguments),
            ("--device", ComputeDeviceNames.NameOf(engine.Device.Device)),
            ("--batch-size", FormattableString.Invariant($"{batchSize}")),
            .. _model.Description(arguments),
        ];
        return new ScoreIdentity(
            Convert.ToHexStringLower(SHA256.HashData(model)),
            options.ToDictionary(StringComparer.Ordinal),
            _images.IsSharded(arguments) ? shard.ToString() : "whole",
            content)
        {
            Labels = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', engine.Labels)))),
        };
    }
}
