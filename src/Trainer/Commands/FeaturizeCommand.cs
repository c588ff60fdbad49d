using System.CommandLine;
using MLPipeline.Backbones;
using MLPipeline.Datasets;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer featurize DIR -o FOLDER</c>: the long part of training with a frozen backbone, in any number of processes.</summary>
internal sealed class FeaturizeCommand : ProgramCommand
{
    private readonly ProgramConsole _console;
    private readonly DataArguments _data = new();
    private readonly ComputeArguments _compute = new();

    private readonly Option<string> _backbone = new("--backbone")
    {
        Description = "The pretrained network: a name of 'backbone list', or a file that 'backbone add' has made",
        HelpName = "name|file",
        DefaultValueFactory = _ => BundledBackbone.Name,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The folder for the features, for 'train --features'; several processes may write into it at once",
        HelpName = "folder",
        Required = true,
    };

    private readonly Option<string?> _shard = new("--shard")
    {
        Description = "Compute one part of the images, from 1/N to N/N; auto: the task of a Slurm job array or the index of a "
            + "Kubernetes job says which",
        HelpName = "i/N|auto",
    };

    private readonly Option<string> _json = CommonOptions.JsonFile();

    public FeaturizeCommand(ProgramConsole console)
        : base(
            "featurize",
            "Compute the features of images once, for any number of trainings. May be ended at any time: what is there is not "
                + "computed again")
    {
        _console = console;
        Add(_data.Data);
        AddGroup("Options", _backbone, _output, _shard, _json);
        AddGroup("Data", [.. _data.Options]);
        AddGroup("Computing", [.. _compute.Options]);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Features once, then a training in seconds", "Trainer featurize photos --backbone resnet50 -o features"),
        new("One of eight parts, on a machine of its own", "Trainer featurize photos --backbone resnet50 -o /shared/features --shard 3/8"),
    ];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var shard = arguments.GetValue(_shard) is { } text ? Shard.Parse(text, Environment.GetEnvironmentVariable, faults) : Shard.Whole;
        var options = new FeatureOptions
        {
            Device = _compute.Device(arguments),
            Batches = _compute.Batches(arguments, faults),
            CacheFolder = arguments.GetRequiredValue(_output),
        };
        if (faults.Count > 0) throw new UsageException(faults);
        OutputPlaces.CheckFolder("--output", options.CacheFolder);
        OutputPlaces.Check(null, arguments.GetValue(_json), []);

        var backbone = BackboneDisplay.Load(_console, arguments.GetRequiredValue(_backbone));
        var dataset = ImageDatasetReader.Read(arguments.GetRequiredValue(_data.Data), _data.Read(arguments, DatasetUse.Training));
        var (first, count) = shard.Of(dataset.Images.Count, unit: 1);
        LabeledImage[] part = [.. dataset.Images.Skip((int)first).Take((int)count)];
        var ofAll = shard == Shard.Whole ? "" : $" of {Measure.Count(dataset.Images.Count)}, part {shard}";
        _console.Say($"Images: {Measure.Count(count)}{ofAll}");
        var report = Compute(backbone, part, options, cancellation) with { Shard = shard };

        SkippedDisplay.Show(_console, report.Skipped);
        var counts = $"{Measure.Count(report.Computed)} computed, {Measure.Count(report.Cached)} there before";
        _console.WriteLine($"Features: {Path.GetFullPath(options.CacheFolder)} ({counts})");
        if (arguments.GetValue(_json) is { } json) JsonOutput.Write(_console, json, report.WriteJson);
        return Task.FromResult(report.Skipped.Count > 0 ? ExitCode.SomeImagesUnreadable : ExitCode.Done);
    }

    private FeaturizeReport Compute(Backbone backbone, LabeledImage[] images, FeatureOptions options, CancellationToken cancellation)
    {
        using var progress = _console.StartProgress("Reading images", images.Length);
        var contents = ContentHasher.Hash(images, progress: done => progress.Report(done), cancellationToken: cancellation);
        progress.Dispose();
        FeatureImage[] readable =
        [
            .. images.Zip(contents.Values)
                .Where(image => !image.Second.IsNone)
                .Select(image => new FeatureImage(image.Second, Inference.ImageSource.FromFile(image.First.Path))),
        ];
        using var display = new TrainingDisplay(_console);
        using var features = new FeatureExtractor(backbone, options).Extract(
            readable,
            done => display.Show(new TransferEvent.Features(done)),
            device => display.Show(new TransferEvent.DeviceChosen(device)),
            cancellation);
        return new FeaturizeReport
        {
            Folder = options.CacheFolder!,
            Backbone = backbone.Name,
            Shard = Shard.Whole,
            Images = images.Length,
            Computed = features.Computed,
            Cached = features.Cached,
            Skipped = UnreadImages.Of(contents.Faults, features.Skipped),
            Elapsed = features.Elapsed,
        };
    }
}
