using System.CommandLine;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>
/// How a whole network, or more of a backbone than its classifier, is trained. Epochs, batch size, rate, schedule, optimiser, balance and early stopping are
/// options of every training (<see cref="HeadArguments"/>).
/// </summary>
internal sealed class NetworkArguments
{
    private const string CheckpointName = "training.checkpoint";
    private const int StandardBatchSize = 64;

    private static readonly NetworkTrainingOptions Defaults = new();

    private readonly Option<string?> _network = new("--network") { Description = "Train a network of 'network list'", HelpName = "name" };
    private readonly Option<bool> _fromScratch = new("--from-scratch") { Description = "Begin with random weights" };
    private readonly Option<string?> _unfreeze = new("--unfreeze") { Description = "Train the classifier first, then this part of the backbone too: last-stage, all, a number of stages, or parameter names with *", HelpName = "part" };
    private readonly Option<string?> _dataset = new("--dataset") { Description = "A published set in place of DIR: mnist, kmnist, fashion-mnist, cifar10, cifar100, stl10, svhn", HelpName = "name" };
    private readonly Option<string?> _dataFolder = new("--data-dir") { Description = "Where the files of --dataset are, or go to", HelpName = "folder" };
    private readonly Option<bool> _download = new("--download") { Description = "Fetch files of --dataset that are missing" };
    private readonly Option<string?> _mirror = new("--from") { Description = "Fetch them from here instead of their published addresses", HelpName = "url" };
    private readonly Option<double?> _weightDecay = new("--weight-decay") { Description = "How strongly weights are drawn to zero; 0 unless given", HelpName = "factor" };
    private readonly Option<double?> _momentum = new("--momentum") { Description = "With sgd and momentum: the part of the last step that is kept; with adam and adamw beta 1; 0.9 unless given, 0 with sgd", HelpName = "part" };
    private readonly Option<bool> _nesterov = new("--nesterov") { Description = "Nesterov's momentum" };
    private readonly Option<double?> _warmUp = new("--warm-up") { Description = "Epochs in which the rate rises to the schedule's", HelpName = "epochs" };
    private readonly Option<double?> _clip = new("--clip") { Description = "Shorten gradients to this norm", HelpName = "norm" };
    private readonly Option<double> _labelSmoothing = new("--label-smoothing") { Description = "Part of each target that is spread over all classes", HelpName = "part", DefaultValueFactory = _ => Defaults.LabelSmoothing };
    private readonly Option<double?> _average = new("--ema") { Description = "Keep a moving average of the weights with this decay, such as 0.999", HelpName = "decay" };
    private readonly Option<int> _accumulate = new("--accumulate") { Description = "Batches whose gradients make one step", HelpName = "n", DefaultValueFactory = _ => Defaults.BatchesPerStep };
    private readonly Option<string?> _augment = new("--augment") { Description = "How training images are changed, e.g. pad-crop:4,flip,mixup:0.2; the set's own way unless given", HelpName = "items" };
    private readonly Option<string?> _checkpoint = new("--checkpoint") { Description = "Save the run in this folder, every epoch and every ten minutes", HelpName = "folder" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on where --checkpoint was left; begin where there is none" };

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Add(option);
    }

    /// <summary>A name of 'network list', or null.</summary>
    public string? Network(ParseResult arguments) => arguments.GetValue(_network);

    /// <summary>What of a backbone is to be trained, or null.</summary>
    public string? Unfreeze(ParseResult arguments) => arguments.GetValue(_unfreeze);

    /// <summary>The name of a published set, or null.</summary>
    public string? Dataset(ParseResult arguments) => arguments.GetValue(_dataset);

    /// <summary>Where its files are; null when it was not said.</summary>
    public string? DataFolder(ParseResult arguments) => arguments.GetValue(_dataFolder);

    /// <summary>Whether missing files may be fetched.</summary>
    public bool Download(ParseResult arguments) => arguments.GetValue(_download);

    /// <summary>Where from, in place of the published addresses.</summary>
    public string? Mirror(ParseResult arguments) => arguments.GetValue(_mirror);

    /// <summary>The text of an augmentation; null for what suits the data.</summary>
    public string? Augmentation(ParseResult arguments) => arguments.GetValue(_augment);

    /// <summary>Images in a batch.</summary>
    public static int BatchSize(GivenTraining given) => given.BatchSize ?? StandardBatchSize;

    /// <summary>What contradicts itself, one sentence each; everything but <c>--dataset</c> needs a network to train.</summary>
    public IEnumerable<string> Faults(ParseResult arguments)
    {
        var (network, unfreeze) = (Network(arguments), Unfreeze(arguments));
        if (network is not null && unfreeze is not null) yield return "--network begins a network anew and --unfreeze goes on with a backbone; only one of them can be.";
        if (network is not null && !arguments.GetValue(_fromScratch)) yield return $"--network {network} has no pretrained weights here: add --from-scratch, or use --backbone and --unfreeze.";
        if (network is null && arguments.GetValue(_fromScratch)) yield return "--from-scratch needs --network: which network is to be trained?";
        if (arguments.GetValue(_resume) && arguments.GetValue(_checkpoint) is null) yield return "--resume needs --checkpoint: where was the run saved?";
        if (Dataset(arguments) is null && Typed(arguments, [_dataFolder, _download, _mirror]) is { Count: > 0 } without) yield return $"{string.Join(", ", without)}: only with --dataset.";
        if (network is null && unfreeze is null && Typed(arguments, ForNetworks) is { Count: > 0 } alone)
        {
            yield return $"{string.Join(", ", alone)}: only for the training of a network, with --network or --unfreeze.";
        }
    }

    /// <summary>Where the run is saved; null for nowhere.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="network">See <see cref="CheckpointOptions.Network"/>.</param>
    public CheckpointOptions? Checkpoints(ParseResult arguments, string network) => arguments.GetValue(_checkpoint) is { } folder
        ? new CheckpointOptions { Path = Path.Combine(folder, CheckpointName), Network = network, Resume = arguments.GetValue(_resume) }
        : null;

    /// <summary>The options of the run, faults of their own not yet looked for.</summary>
    public NetworkTrainingOptions Options(ParseResult arguments, GivenTraining given, int seed)
    {
        var optimizer = Optimizer(arguments, given.Optimizer ?? "momentum");
        var schedule = given.Schedule ?? Defaults.LearningRateScheduler;
        var metric = given.StopOn ?? EpochMetric.Accuracy;
        return Defaults with
        {
            Epochs = given.Epochs ?? Defaults.Epochs,
            LearningRate = given.LearningRate ?? (optimizer is AdamOptions ? 0.001 : Defaults.LearningRate),
            LearningRateScheduler = arguments.GetValue(_warmUp) is { } epochs ? new WarmUpLR { Schedule = schedule, Epochs = epochs } : schedule,
            Optimizer = optimizer,
            ClipNorm = arguments.GetValue(_clip),
            LabelSmoothing = arguments.GetValue(_labelSmoothing),
            Balance = given.Balance,
            MovingAverageDecay = arguments.GetValue(_average),
            BatchesPerStep = arguments.GetValue(_accumulate),
            KeepBestBy = metric,
            EarlyStopping = given.Patience is > 0 and var patience ? new EarlyStopping { Patience = patience, Metric = metric } : null,
            Seed = seed,
        };
    }

    private Option[] ForNetworks =>
        [_weightDecay, _momentum, _nesterov, _warmUp, _clip, _labelSmoothing, _average, _accumulate, _augment, _checkpoint, _resume];

    private Option[] All => [_network, _fromScratch, _unfreeze, _dataset, _dataFolder, _download, _mirror, .. ForNetworks];

    private OptimizerOptions Optimizer(ParseResult arguments, string name)
    {
        var decay = arguments.GetValue(_weightDecay) ?? 0;
        var momentum = arguments.GetValue(_momentum);
        return name is "adam" or "adamw"
            ? new AdamOptions { WeightDecay = decay, Beta1 = momentum ?? 0.9, DecoupledDecay = name == "adamw" }
            : new SgdOptions { WeightDecay = decay, Momentum = momentum ?? (name == "sgd" ? 0 : 0.9), Nesterov = arguments.GetValue(_nesterov) };
    }

    private static List<string> Typed(ParseResult arguments, Option[] options) =>
        [.. options.Where(option => arguments.GetResult(option) is { Implicit: false }).Select(option => option.Name)];
}
