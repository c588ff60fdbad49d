using System.CommandLine;
using MLPipeline.Datasets;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer train DIR -o MODEL.onnx</c>.</summary>
internal sealed class TrainCommand : ProgramCommand
{
    private readonly ProgramConsole _console;
    private readonly JobArguments _job = new();
    private readonly ResultArguments _results = new();
    private readonly Option<bool> _int8 = new("--int8")
    {
        Description = "Deliver the model computed in 8 bits, if it loses no more than a point of accuracy; 'quantize' has options for it",
    };

    public TrainCommand(ProgramConsole console)
        : base("train", "Train a network on folders of labelled images and write one ONNX file: a pretrained one's classifier, more of its layers (--unfreeze), or a whole network from zero (--from-scratch)")
    {
        _console = console;
        _job.Data.Data.Arity = ArgumentArity.ZeroOrOne; // --dataset takes its place
        Add(_job.Data.Data);
        AddGroup("Options", [.. _results.Model, .. _job.Network.Options.Take(1), _job.TestFraction, _job.Seed, _int8, .. _results.Reports]);
        AddGroup("Data", [.. _job.Data.Options, _job.ValidationFraction, .. _job.PixelSet.Options]);
        AddGroup("Training", [.. _job.Learning.Options]);
        AddGroup("Training more than the classifier", [.. _job.Network.Options.Skip(1), .. _job.Layers.Options, .. _results.OnTheWay]);
        AddGroup("Computing", [.. _job.Compute.Options, _job.Features, _job.Cache, _job.NoCache]);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("One folder per class", "Trainer train photos -o photos.onnx"),
        new("Labels from file names such as Bengal_12.jpg", "Trainer train pets -o pets.onnx --label-regex '^(.+)_\\d+\\.jpg$'"),
        new("Another backbone, a report, classes of unequal size", "Trainer train photos -o photos.onnx --backbone resnet50 --balance --report report"),
        new("The backbone's last stage as well as the classifier", "Trainer train photos -o photos.onnx --backbone resnet50 --unfreeze last-stage"),
        new("The same at rates that rise from stage to stage", "Trainer train photos -o photos.onnx --unfreeze all --learning-rate 1e-6:1e-4 --schedule one-cycle"),
        new("A whole network from zero, saved on the way", "Trainer train photos -o photos.onnx --network resnet18 --from-scratch --augment photo --checkpoint photos.checkpoint"),
        new("Everything kept in a folder, to be compared with other runs", "Trainer train photos --run runs/first"),
        new("Five folds to judge by, then one model of all training images", "Trainer train photos --folds 5 --run runs/folds -o photos.onnx"),
        new("Computed in 8 bits: a quarter of the size, and faster", "Trainer train photos -o photos.onnx --int8"),
        new("A published data set", "Trainer train --dataset fashion-mnist --download -o fashion.onnx --network resnet20 --from-scratch"),
        new("The same with a backbone, for which its images are unpacked to files", "Trainer train --dataset fashion-mnist -o fashion.onnx"),
    ];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var way = _job.Network.Way(arguments);
        var inputs = _job.Inputs(arguments, way, faults);
        faults.AddRange(_results.FaultsFor(way, arguments, hasFiles: inputs.Published is null));
        if (arguments.GetValue(_int8))
        {
            faults.AddRange(arguments.Refuse("--int8 is for one model of image files; leave one of them out.", _job.PixelSet.Set, _results.Folds));
        }

        var job = _job.Job(arguments, way, inputs, faults);
        if (faults.Count > 0) throw new UsageException(faults);
        var result = _results.Run(job(), inputs.Files, way, arguments, _console, cancellation);
        return Task.FromResult(arguments.GetValue(_int8) && result != ExitCode.Failed ? Quantize(arguments, inputs, result, cancellation) : result);
    }

    /// <summary>Puts the model in 8 bits in the place of the trained one, or leaves that where it is when too much would be lost.</summary>
    private ExitCode Quantize(ParseResult arguments, JobInputs inputs, ExitCode trained, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            _console.Warn("Training was cancelled: the model stays in floats. 'quantize' brings it to 8 bits.");
            return trained;
        }

        var model = _results.ModelFile(arguments);
        var job = new QuantizationJob
        {
            Model = model,
            Output = model,
            Data = () => ImageDatasetReader.Read(inputs.Files.Place, inputs.Files.Options with { Use = DatasetUse.Evaluation }),
            Reading = inputs.Features.Batches,
        };
        _console.WriteLine();
        var report = job.Run(_console, cancellation);
        QuantizationDisplay.Print(_console, report);
        if (report.IsWritten) return trained;
        _console.WriteError($"The model stays in floats: {PrintableText.Of(model)}.");
        return ExitCode.Failed;
    }
}
