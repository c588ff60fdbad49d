using System.CommandLine;
using MLPipeline.Backbones;
using MLPipeline.Datasets;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer train DIR -o MODEL.onnx</c>.</summary>
internal sealed class TrainCommand : ProgramCommand
{
    private readonly ProgramConsole _console;
    private readonly DataArguments _data = new();
    private readonly HeadArguments _head = new();
    private readonly ComputeArguments _compute = new();
    private readonly Option<string> _output = new("--output", "-o") { Description = "The model file to write", HelpName = "file", Required = true };
    private readonly Option<string> _backbone = new("--backbone") { Description = "The pretrained network: a name of 'backbone list', or a file that 'backbone add' has made", HelpName = "name|file", DefaultValueFactory = _ => BundledBackbone.Name };
    private readonly Option<double> _validationFraction = new("--val-fraction") { Description = "Part of each class to hold out for early stopping; not needed, since the weight penalty is chosen by cross-validation", HelpName = "part", DefaultValueFactory = _ => 0 };
    private readonly Option<double> _testFraction = new("--test-fraction") { Description = "Part of each class to measure the finished model with, where the data do not say it themselves", HelpName = "part", DefaultValueFactory = _ => 0.2 };
    private readonly Option<int> _seed = new("--seed") { Description = "Decides the split and the order of the images; the same seed gives the same file", HelpName = "n", DefaultValueFactory = _ => 0 };
    private readonly Option<string?> _report = new("--report") { Description = "Write the figures and the confusion matrix as HTML, SVG, CSV and JSON into this folder", HelpName = "folder" };
    private readonly Option<string> _json = CommonOptions.JsonFile();
    private readonly Option<string?> _cache = new("--cache") { Description = "Folder of the feature cache", HelpName = "folder", DefaultValueFactory = _ => null };
    private readonly Option<bool> _noCache = new("--no-cache") { Description = "Compute all features anew and keep none" };

    public TrainCommand(ProgramConsole console)
        : base("train", "Retrain a pretrained network on folders of labelled images and write one ONNX file")
    {
        _console = console;
        _data.AddTo(this);
        Add(_output);
        Add(_backbone);
        _head.AddTo(this);
        Add(_validationFraction);
        Add(_testFraction);
        Add(_seed);
        _compute.AddTo(this);
        Add(_report);
        Add(_json);
        Add(_cache);
        Add(_noCache);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("One folder per class", "Trainer train photos -o photos.onnx"),
        new("Labels from file names such as Bengal_12.jpg", "Trainer train pets -o pets.onnx --label-regex '^(.+)_\\d+\\.jpg$'"),
        new("Another backbone, a report, classes of unequal size", "Trainer train photos -o photos.onnx --backbone resnet50 --balance --report report"),
    ];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var split = new SplitOptions { ValidationFraction = arguments.GetValue(_validationFraction), TestFraction = arguments.GetValue(_testFraction), Seed = arguments.GetValue(_seed) };
        faults.AddRange(split.Validate().Select(fault => fault.ToString()));
        var head = _head.Options(arguments, split.Seed, faults);
        faults.AddRange(head.Faults());
        var batches = _compute.Batches(arguments, faults);
        if (faults.Count > 0)
        {
            throw new UsageException(faults);
        }

        var job = new TrainJob
        {
            Data = arguments.GetRequiredValue(_data.Data),
            DataOptions = _data.Options(arguments, DatasetUse.Training),
            Split = split,
            Backbone = arguments.GetRequiredValue(_backbone),
            Options = new TransferOptions
            {
                Head = head,
                Features = new FeatureOptions
                {
                    Device = _compute.Device(arguments),
                    Batches = batches,
                    CacheFolder = arguments.GetValue(_cache),
                    UseCache = !arguments.GetValue(_noCache),
                },
            },
            Output = arguments.GetRequiredValue(_output),
            Report = arguments.GetValue(_report),
            Json = arguments.GetValue(_json),
        };
        return Task.FromResult(job.Run(_console, cancellation));
    }
}
