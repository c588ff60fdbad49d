using System.CommandLine;
using MLPipeline.Datasets;
using MLPipeline.Networks;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer train DIR -o MODEL.onnx</c>.</summary>
internal sealed class TrainCommand : ProgramCommand
{
    private readonly ProgramConsole _console;
    private readonly DataArguments _data = new();
    private readonly PixelSetArguments _pixelSet = new();
    private readonly NetworkArguments _network = new();
    private readonly LearningArguments _learning = new();
    private readonly NetworkTrainingArguments _layers = new();
    private readonly CheckpointArguments _checkpoint = new();
    private readonly ComputeArguments _compute = new();
    private readonly Option<string> _output = new("--output", "-o") { Description = "The model file to write", HelpName = "file", Required = true };
    private readonly Option<double> _validationFraction = new("--val-fraction") { Description = "Part of each class to hold out, to stop early and to choose the best epoch; not needed with a frozen backbone, whose weight penalty is chosen by cross-validation", HelpName = "part", DefaultValueFactory = _ => 0 };
    private readonly Option<double> _testFraction = new("--test-fraction") { Description = "Part of each class to measure the finished model with, where the data do not say it themselves", HelpName = "part", DefaultValueFactory = _ => 0.2 };
    private readonly Option<int> _seed = new("--seed") { Description = "Decides the split, the order of the images and whatever is random; the same seed gives the same file", HelpName = "n", DefaultValueFactory = _ => 0 };
    private readonly Option<string?> _report = new("--report") { Description = "Write the figures and the confusion matrix as HTML, SVG, CSV and JSON into this folder", HelpName = "folder" };
    private readonly Option<string> _json = CommonOptions.JsonFile();
    private readonly Option<string?> _cache = new("--cache") { Description = "Folder of the feature cache", HelpName = "folder", DefaultValueFactory = _ => null };
    private readonly Option<bool> _noCache = new("--no-cache") { Description = "Compute all features anew and keep none" };

    public TrainCommand(ProgramConsole console)
        : base("train", "Train a network on folders of labelled images and write one ONNX file: a pretrained one's classifier, more of its layers (--unfreeze), or a whole network from zero (--from-scratch)")
    {
        _console = console;
        _data.Data.Arity = ArgumentArity.ZeroOrOne; // --dataset takes its place
        Add(_data.Data);
        AddGroup("Options", [_output, .. _network.Options.Take(1), _testFraction, _seed, _report, _json]);
        AddGroup("Data", [.. _data.Options, _validationFraction, .. _pixelSet.Options]);
        AddGroup("Training", [.. _learning.Options]);
        AddGroup("Training more than the classifier", [.. _network.Options.Skip(1), .. _layers.Options, .. _checkpoint.Options]);
        AddGroup("Computing", [.. _compute.Options, _cache, _noCache]);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("One folder per class", "Trainer train photos -o photos.onnx"),
        new("Labels from file names such as Bengal_12.jpg", "Trainer train pets -o pets.onnx --label-regex '^(.+)_\\d+\\.jpg$'"),
        new("Another backbone, a report, classes of unequal size", "Trainer train photos -o photos.onnx --backbone resnet50 --balance --report report"),
        new("The backbone's last stage as well as the classifier", "Trainer train photos -o photos.onnx --backbone resnet50 --unfreeze last-stage"),
        new("A whole network from zero, saved on the way", "Trainer train photos -o photos.onnx --network resnet18 --from-scratch --augment photo --checkpoint photos.checkpoint"),
        new("A published data set", "Trainer train --dataset fashion-mnist --download -o fashion.onnx --network resnet20 --from-scratch"),
    ];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var way = _network.Way(arguments);
        var dataset = _pixelSet.Name(arguments);
        faults.AddRange(_pixelSet.Faults(arguments, _data, _testFraction));
        faults.AddRange(_network.Faults(arguments, dataset));
        faults.AddRange(_learning.FaultsFor(way, arguments));
        faults.AddRange(_checkpoint.FaultsFor(way, arguments));
        faults.AddRange(_compute.FaultsFor(way, arguments));
        if (way == TrainingWay.FromScratch) faults.AddRange(arguments.Refuse("no features are computed when a network is trained from scratch.", _cache, _noCache));
        var split = new SplitOptions { ValidationFraction = arguments.GetValue(_validationFraction), TestFraction = dataset is null ? arguments.GetValue(_testFraction) : 0, Seed = arguments.GetValue(_seed) };
        faults.AddRange(split.Validate().Select(fault => fault.ToString()));
        var batches = _compute.Batches(arguments, faults);
        var features = new FeatureOptions
        {
            Device = _compute.Device(arguments),
            Batches = batches,
            CacheFolder = arguments.GetValue(_cache),
            UseCache = !arguments.GetValue(_noCache),
        };
        var files = new FileData(arguments.GetValue(_data.Data) ?? "", _data.Read(arguments, DatasetUse.Training), split);
        Func<TrainJob> job = way switch
        {
            TrainingWay.FromScratch => FromScratch(arguments, files, features, faults),
            TrainingWay.FineTuning => FineTuning(arguments, files, features, faults),
            _ => FrozenBackbone(arguments, files, features, faults),
        };
        if (faults.Count > 0)
        {
            throw new UsageException(faults);
        }

        var ready = job() with { Output = arguments.GetRequiredValue(_output), Report = arguments.GetValue(_report), Json = arguments.GetValue(_json), Checkpoints = _checkpoint.Read(arguments) };
        return Task.FromResult(ready.Run(_console, cancellation));
    }

    private Func<TransferJob> FrozenBackbone(ParseResult arguments, FileData files, FeatureOptions features, List<string> faults)
    {
        faults.AddRange(_layers.FaultsFor(TrainingWay.FrozenBackbone, arguments, _learning, ""));
        var head = _learning.Head(arguments, files.Split.Seed);
        faults.AddRange(head.Faults());
        return () => new TransferJob { Data = files, Backbone = _network.Backbone(arguments), Options = new TransferOptions { Head = head, Features = features } };
    }

    private Func<FineTuningJob> FineTuning(ParseResult arguments, FileData files, FeatureOptions features, List<string> faults)
    {
        var defaults = NetworkDefaults.FineTuning;
        faults.AddRange(_layers.FaultsFor(TrainingWay.FineTuning, arguments, _learning, defaults.Optimizer));
        var head = _learning.FirstHead(arguments, files.Split.Seed);
        faults.AddRange(head.Faults());
        var options = _layers.Read(arguments, _learning, defaults, "none", _network.Unfreeze(arguments, faults), files.Split.Seed, faults);
        return () => new FineTuningJob
        {
            Data = files,
            Backbone = _network.Backbone(arguments),
            Head = new TransferOptions { Head = head, Features = features },
            Options = options,
        };
    }

    private Func<FromScratchJob> FromScratch(ParseResult arguments, FileData files, FeatureOptions features, List<string> faults)
    {
        var set = _pixelSet.Find(arguments, faults);
        var definition = _network.Network(arguments, faults);
        var published = definition?.Input ?? new InputShape(3, 224, 224);
        var size = _network.ImageSize(arguments);
        var input = set is null
            ? new InputShape(published.Channels, size ?? published.Height, size ?? published.Width)
            : new InputShape(set.Channels, set.Height, set.Width);
        var shape = new NetworkOptions { Channels = input.Channels, Height = input.Height, Width = input.Width, Seed = files.Split.Seed };
        var networkFaults = definition is null ? [] : shape.FaultsFor(definition);
        faults.AddRange(networkFaults);
        var isNormalized = definition is null || networkFaults.Count > 0 || definition.Outline(shape).Nodes.Any(node => node.Is("BatchNormalization"));
        var defaults = NetworkDefaults.FromScratch(input, isNormalized, _learning.BatchSize(arguments));
        faults.AddRange(_layers.FaultsFor(TrainingWay.FromScratch, arguments, _learning, defaults.Optimizer));
        var options = _layers.Read(arguments, _learning, defaults, set?.Augmentation ?? "none", Unfreezing.All, files.Split.Seed, faults);
        return () => new FromScratchJob
        {
            Data = set is null
                ? new FileImages(files, features.Batches)
                : new PublishedImages(set, _pixelSet.Folder(arguments), files.Split, _pixelSet.Download(arguments), _pixelSet.From(arguments)),
            Network = definition!,
            Shape = shape,
            Options = options,
            Batches = features.Batches,
        };
    }
}
