using System.CommandLine;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Where the results of a training go, and where it is saved on the way.</summary>
internal sealed class ResultArguments
{
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "The model file to write; with --run model.onnx in its folder unless given",
        HelpName = "file",
        DefaultValueFactory = _ => null,
    };

    private readonly Option<string?> _report = new("--report")
    {
        Description = "Write a report into this folder: report.html for a browser, figures and pictures as JSON, CSV and SVG",
        HelpName = "folder",
    };

    private readonly Option<string> _json = CommonOptions.JsonFile();
    private readonly CheckpointArguments _checkpoint = new();
    private readonly RecordArguments _records = new();
    private readonly CrossValidationArguments _crossValidation = new();

    public ResultArguments() => _output.Validators.Add(result => // named with all other mistakes of the command line; a validator of the command would hide those
    {
        if (result.Implicit && result.GetResult(_records.Run) is null)
        {
            result.AddError("Where the model goes is not said: name the file with --output, or a folder for everything with --run.");
        }
    });

    public IEnumerable<Option> Model => [_output, _records.Run, _crossValidation.Option];

    public Option Folds => _crossValidation.Option;

    public IEnumerable<Option> Reports => [_report, _json];

    /// <summary>What belongs to training that takes long.</summary>
    public IEnumerable<Option> OnTheWay => [.. _checkpoint.Options, .. _records.OfEpochs];

    public IEnumerable<string> FaultsFor(TrainingWay way, ParseResult arguments, bool hasFiles)
    {
        var run = _records.Folder(arguments);
        var resumes = _checkpoint.Resumes(arguments);
        var isOneRun = _crossValidation.Count(arguments) is null;
        Option[] ofOneRun = [_report, _checkpoint.File, .. _records.OfEpochs];
        foreach (var fault in _crossValidation.FaultsFor(arguments, run, resumes, hasFiles, ofOneRun))
        {
            yield return fault;
        }

        if (isOneRun)
        {
            foreach (var fault in _checkpoint.FaultsFor(way, arguments, run)) yield return fault;
        }

        foreach (var fault in _records.FaultsFor(way, arguments, resumes)) yield return fault;
    }

    /// <summary>Runs the job with the places, once or once for each fold.</summary>
    public ExitCode Run(
        TrainJob job, FileData files, TrainingWay way, ParseResult arguments, ProgramConsole console, CancellationToken cancellation)
    {
        string[] command = [.. arguments.Tokens.Select(token => token.Value)];
        if (_crossValidation.Count(arguments) is not { } folds) return Place(job, way, arguments, command).Run(console, cancellation);
        var crossValidation = new CrossValidationJob
        {
            Training = job,
            Files = files,
            Folds = folds,
            Folder = _records.Folder(arguments)!,
            Model = arguments.GetValue(_output),
            Json = arguments.GetValue(_json),
            Resumes = _checkpoint.Resumes(arguments),
            Command = command,
        };
        return crossValidation.Run(console, cancellation);
    }

    /// <summary>Where the model goes.</summary>
    public string ModelFile(ParseResult arguments) => arguments.GetValue(_output) ?? _records.Folder(arguments)!.Model;

    private TrainJob Place(TrainJob job, TrainingWay way, ParseResult arguments, IReadOnlyList<string> command)
    {
        var run = _records.Folder(arguments);
        return job with
        {
            Output = ModelFile(arguments),
            Report = arguments.GetValue(_report) ?? run?.Report,
            Json = arguments.GetValue(_json),
            Checkpoints = _checkpoint.Read(way, arguments, run),
            Records = way == TrainingWay.FrozenBackbone ? EpochRecords.None : _records.Read(arguments),
            Folder = run,
            Command = command,
        };
    }
}
