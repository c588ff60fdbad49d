using System.CommandLine;
using MLPipeline.Datasets;
using MLPipeline.Networks;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>Data, network and training steps, which are the same for every command that trains, and the jobs that they make.</summary>
/// <param name="layers">
/// The defaults of a command that always trains layers of a network; null for one that chooses them by what is trained.
/// </param>
internal sealed class JobArguments(NetworkDefaults? layers = null)
{
    public DataArguments Data { get; } = new();

    public PixelSetArguments PixelSet { get; } = new();

    public NetworkArguments Network { get; } = new();

    public LearningArguments Learning { get; } = new(layers);

    public NetworkTrainingArguments Layers { get; } = new();

    public ComputeArguments Compute { get; } = new();

    public Option<double> ValidationFraction { get; } = new("--val-fraction")
    {
        Description = "Part of each class to hold out, to stop early and to choose the best epoch; "
            + "not needed with a frozen backbone, whose weight penalty is chosen by cross-validation",
        HelpName = "part",
        DefaultValueFactory = _ => 0,
    };

    public Option<double> TestFraction { get; } = new("--test-fraction")
    {
        Description = "Part of each class to measure the finished model with, where the data do not say it themselves",
        HelpName = "part",
        DefaultValueFactory = _ => 0.2,
    };

    public Option<int> Seed { get; } = new("--seed")
    {
        Description = "Decides the split, the order of the images and whatever is random; the same seed gives the same file",
        HelpName = "n",
        DefaultValueFactory = _ => 0,
    };

    public Option<string?> Cache { get; } = new("--cache")
    {
        Description = "Folder of the feature cache",
        HelpName = "folder",
        DefaultValueFactory = _ => null,
    };

    public Option<string?> Features { get; } = new("--features")
    {
        Description = "Folder of features that 'featurize' has computed; those that are missing are computed and added",
        HelpName = "folder",
        DefaultValueFactory = _ => null,
    };

    public Option<bool> NoCache { get; } = new("--no-cache") { Description = "Compute all features anew and keep none" };

    /// <summary>Where the images are, and how features of them are computed.</summary>
    public JobInputs Inputs(ParseResult arguments, TrainingWay way, List<string> faults)
    {
        var dataset = PixelSet.Name(arguments);
        faults.AddRange(PixelSet.Faults(arguments, Data, TestFraction));
        faults.AddRange(Network.Faults(arguments, dataset));
        faults.AddRange(Learning.FaultsFor(way, arguments));
        faults.AddRange(Compute.FaultsFor(way, arguments));
        if (way == TrainingWay.FromScratch)
        {
            faults.AddRange(arguments.Refuse("no features are computed when a network is trained from scratch.", Features, Cache, NoCache));
        }

        var features = arguments.GetValue(Features);
        if (features is not null)
        {
            faults.AddRange(arguments.Refuse("--features says where features are.", Cache, NoCache));
        }

        var split = new SplitOptions
        {
            ValidationFraction = arguments.GetValue(ValidationFraction),
            TestFraction = dataset is null ? arguments.GetValue(TestFraction) : 0,
            Seed = arguments.GetValue(Seed),
        };
        faults.AddRange(split.Validate().Select(fault => fault.ToString()));
        var options = new FeatureOptions
        {
            Device = Compute.Device(arguments),
            Batches = Compute.Batches(arguments, faults),
            CacheFolder = features ?? arguments.GetValue(Cache),
            RequireSome = features is not null,
            UseCache = !arguments.GetValue(NoCache),
        };
        var published = PixelSet.Images(arguments, split, faults);
        var files = published is null
            ? new FileData(arguments.GetValue(Data.Data) ?? "", Data.Read(arguments, DatasetUse.Training), split)
            : FileData.Of(published);
        return new JobInputs(files, published, options);
    }

    /// <summary>What <c>train</c> does.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="way">What that means.</param>
    /// <param name="inputs">The images.</param>
    /// <param name="faults">Takes what is wrong; without faults the job may be made.</param>
    public Func<TrainJob> Job(ParseResult arguments, TrainingWay way, JobInputs inputs, List<string> faults) => way switch
    {
        TrainingWay.FromScratch => FromScratch(arguments, inputs, faults),
        TrainingWay.FineTuning => FineTuning(arguments, inputs, NetworkDefaults.FineTuning, headEpochs: null, faults),
        _ => FrozenBackbone(arguments, inputs, faults),
    };

    /// <summary>A classifier on the features of a frozen backbone.</summary>
    public Func<TransferJob> FrozenBackbone(ParseResult arguments, JobInputs inputs, List<string> faults)
    {
        faults.AddRange(Layers.FaultsFor(TrainingWay.FrozenBackbone, arguments, Learning, ""));
        var head = Learning.Head(arguments, inputs.Files.Split.Seed);
        faults.AddRange(head.Faults());
        return () => new TransferJob
        {
            Data = inputs.Files,
            Backbone = Network.Backbone(arguments),
            Options = new TransferOptions { Head = head, Features = inputs.Features },
        };
    }

    /// <summary>A classifier first, then layers of its backbone with it.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="inputs">The images.</param>
    /// <param name="defaults">What was not typed.</param>
    /// <param name="headEpochs">How long the classifier is trained alone; null to have it chosen.</param>
    /// <param name="faults">Takes what is wrong; without faults the job may be made.</param>
    public Func<FineTuningJob> FineTuning(
        ParseResult arguments, JobInputs inputs, NetworkDefaults defaults, int? headEpochs, List<string> faults)
    {
        var seed = inputs.Files.Split.Seed;
        faults.AddRange(Layers.FaultsFor(TrainingWay.FineTuning, arguments, Learning, defaults.Optimizer));
        var head = Learning.FirstHead(arguments, seed) with { Epochs = headEpochs };
        faults.AddRange(head.Faults());
        var options = Layers.Read(arguments, Learning, defaults, "none", Network.Unfreeze(arguments, faults), seed, faults);
        return () => new FineTuningJob
        {
            Data = inputs.Files,
            Backbone = Network.Backbone(arguments),
            Head = new TransferOptions { Head = head, Features = inputs.Features },
            Options = options,
        };
    }

    /// <summary>A whole network from random weights.</summary>
    public Func<FromScratchJob> FromScratch(ParseResult arguments, JobInputs inputs, List<string> faults)
    {
        var seed = inputs.Files.Split.Seed;
        var set = inputs.Published?.Set;
        var definition = Network.Network(arguments, faults);
        var published = definition?.Input ?? new InputShape(3, 224, 224);
        var size = Network.ImageSize(arguments);
        var input = set is null
            ? new InputShape(published.Channels, size ?? published.Height, size ?? published.Width)
            : new InputShape(set.Channels, set.Height, set.Width);
        var shape = new NetworkOptions { Channels = input.Channels, Height = input.Height, Width = input.Width, Seed = seed };
        var networkFaults = definition is null ? [] : shape.FaultsFor(definition);
        faults.AddRange(networkFaults);
        var isNormalized = definition is null || networkFaults.Count > 0
            || definition.Outline(shape).Nodes.Any(node => node.Is("BatchNormalization"));
        var defaults = NetworkDefaults.FromScratch(input, isNormalized, Learning.BatchSize(arguments));
        faults.AddRange(Layers.FaultsFor(TrainingWay.FromScratch, arguments, Learning, defaults.Optimizer));
        var options = Layers.Read(arguments, Learning, defaults, set?.Augmentation ?? "none", Unfreezing.All, seed, faults);
        return () => new FromScratchJob
        {
            Data = (IImageOrigin?)inputs.Published ?? new FileImages(inputs.Files, inputs.Features.Batches),
            Network = definition!,
            Shape = shape,
            Options = options,
            Batches = inputs.Features.Batches,
        };
    }
}
