using System.CommandLine;
using MLPipeline.Quantization;
using MLPipeline.Runtime;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer quantize MODEL.onnx DIR</c>.</summary>
internal sealed class QuantizeCommand : ProgramCommand
{
    private readonly ProgramConsole _console;
    private readonly ModelArguments _model = new("A model that this program wrote", "measure with");
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "The file to write; by default MODEL.int8.onnx or MODEL.float16.onnx beside the model",
        HelpName = "file",
    };

    private readonly Option<bool> _float16 = new("--float16")
    {
        Description = "Only store the weights as 16-bit floats: half the file, the same speed",
    };

    private readonly Option<double> _maxLoss = new("--max-accuracy-loss")
    {
        Description = "Percentage points of accuracy that may be lost (unless 0, one image at least); "
            + "beyond that nothing is written and the exit code is 1",
        HelpName = "points",
        DefaultValueFactory = _ => new QuantizationWishes().MaxAccuracyLoss,
    };

    private readonly Option<string> _calibration = CommonOptions.OneOf(
        "--calibration",
        ["percentile", "minmax", "entropy"],
        "How the range of each tensor is chosen: all but the outermost 0.01% of its numbers, all of them, "
            + "or where the 8-bit distribution comes closest");

    private readonly Option<int> _images = new("--images")
    {
        Description = "Training images to calibrate with, of every class as many",
        HelpName = "n",
        DefaultValueFactory = _ => new QuantizationWishes().CalibrationImages,
    };

    private readonly Option<int> _floatLayers = new("--float-layers")
    {
        Description = "How many of the layers that hurt most may stay in floats, "
            + "where more than 1% of the calibration images change their class",
        HelpName = "n",
        DefaultValueFactory = _ => new QuantizationOptions().FloatLayers,
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Decides which images calibrate; the same seed gives the same file",
        HelpName = "n",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<string> _json = CommonOptions.JsonFile();

    public QuantizeCommand(ProgramConsole console)
        : base("quantize", "Make a model smaller and faster: computed in 8 bits, or with 16-bit weights. Both are measured first")
    {
        _console = console;
        _model.AddTo(this);
        Add(_output);
        Add(_maxLoss);
        Add(_float16);
        Add(_calibration);
        Add(_images);
        Add(_floatLayers);
        Add(_seed);
        Add(_model.Part);
        _model.Compute.AddTo(this);
        Add(_json);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("8 bits, calibrated and measured on the images it was trained with", "Trainer quantize photos.onnx photos"),
        new("Accuracy may fall by a tenth of a point", "Trainer quantize photos.onnx photos -o small.onnx --max-accuracy-loss 0.1"),
        new("Half the size, the same answers", "Trainer quantize photos.onnx photos --float16"),
    ];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var batches = _model.Compute.Batches(arguments, faults);
        var wishes = Wishes(arguments);
        faults.AddRange(wishes.Faults());
        if (wishes.EightBit is null)
        {
            faults.AddRange(arguments.Refuse("nothing is calibrated with --float16; leave it out.", _calibration, _images, _floatLayers));
        }

        if (_model.Compute.Device(arguments) is not (ComputeDevice.Auto or ComputeDevice.Cpu))
        {
            faults.Add("--device: models are made smaller for the processor, and measured on it; leave it out.");
        }

        if (faults.Count > 0) throw new UsageException(faults);
        var model = _model.File(arguments);
        var output = arguments.GetValue(_output) ?? Path.ChangeExtension(model, $".{wishes.Weights}.onnx");
        OutputPlaces.Check(null, arguments.GetValue(_json), (OutputPlaces.Model, output));
        var job = new QuantizationJob
        {
            Model = model,
            Output = output,
            Data = () => _model.Read(arguments),
            Wishes = wishes,
            Reading = batches,
            Part = arguments.GetRequiredValue(_model.Part),
        };
        var report = job.Run(_console, cancellation);
        QuantizationDisplay.Print(_console, report);
        if (arguments.GetValue(_json) is { } json) JsonOutput.Write(_console, json, report.WriteJson);
        if (!report.IsWritten) return Task.FromResult(ExitCode.Failed);
        return Task.FromResult(report.Scores.After.Skipped.Count > 0 ? ExitCode.SomeImagesUnreadable : ExitCode.Done);
    }

    private QuantizationWishes Wishes(ParseResult arguments)
    {
        var method = Enum.Parse<CalibrationMethod>(arguments.GetRequiredValue(_calibration), ignoreCase: true);
        return new QuantizationWishes
        {
            EightBit = arguments.GetValue(_float16)
                ? null
                : new QuantizationOptions { Calibration = method, FloatLayers = arguments.GetValue(_floatLayers) },
            CalibrationImages = arguments.GetValue(_images),
            Seed = arguments.GetValue(_seed),
            MaxAccuracyLoss = arguments.GetValue(_maxLoss),
        };
    }
}
