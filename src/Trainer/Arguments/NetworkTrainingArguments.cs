using System.CommandLine;
using MLPipeline.Execution;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>How the layers of a network are trained, from scratch or unfrozen.</summary>
internal sealed class NetworkTrainingArguments
{
    private readonly AugmentationArgument _augment = new();
    private readonly Option<double?> _warmUp = new("--warm-up") { Description = "Epochs in which the rate rises to its height; parts of one count [default: 0]", HelpName = "epochs" };
    private readonly Option<double?> _weightDecay = new("--weight-decay") { Description = "How strongly weights are drawn to zero; chosen by the optimizer unless given", HelpName = "factor" };
    private readonly Option<double?> _momentum = new("--momentum") { Description = "Of sgd [default: 0.9]", HelpName = "part" };
    private readonly Option<bool> _nesterov = new("--nesterov") { Description = "With sgd: look ahead along the momentum (Nesterov)" };
    private readonly Option<double?> _clipNorm = new("--clip-norm") { Description = "Shorten gradients that are longer than this [default: 1 with train --unfreeze, else no limit]", HelpName = "norm" };
    private readonly Option<double?> _labelSmoothing = new("--label-smoothing") { Description = "Part of a target that is spread over all classes [default: 0]", HelpName = "part" };
    private readonly Option<double?> _movingAverage = new("--moving-average") { Description = "Keep and measure a moving average of the parameters with this decay, such as 0.999", HelpName = "decay" };
    private readonly Option<int?> _accumulate = new("--accumulate") { Description = "Batches whose mean gradient makes one step [default: 1]", HelpName = "n" };
    private readonly Option<string> _winograd = CommonOptions.OneOf("--winograd", ["auto", "small", "never"], "Minimal filtering of 3x3 convolutions: by layer, small tiles only, or never");

    public IEnumerable<Option> Options => [_augment.Option, _warmUp, _weightDecay, _momentum, _nesterov, _clipNorm, _labelSmoothing, _movingAverage, _accumulate, _winograd];

    /// <summary>What a single training step has of these.</summary>
    public IEnumerable<Option> StepOptions => [_augment.Option, _weightDecay, _momentum, _nesterov, _clipNorm, _labelSmoothing, _accumulate, _winograd];

    public IEnumerable<string> FaultsFor(TrainingWay way, ParseResult arguments, LearningArguments learning, string defaultOptimizer)
    {
        if (way == TrainingWay.FrozenBackbone)
        {
            return arguments.Refuse("the backbone is frozen; these options need --unfreeze, or --network with --from-scratch.", Options);
        }

        return (learning.Optimizer(arguments) ?? defaultOptimizer) == "sgd" ? [] : arguments.Refuse("adam and adamw have none; it goes with --optimizer sgd.", _momentum, _nesterov);
    }

    /// <summary>The options; what is wrong with their values goes to <paramref name="faults"/>.</summary>
    public ClassifierTrainingOptions Read(
        ParseResult arguments, LearningArguments learning, NetworkDefaults defaults, string defaultAugmentation, Unfreezing unfreeze, int seed, List<string> faults)
    {
        var optimizer = learning.Optimizer(arguments) ?? defaults.Optimizer;
        var epochs = learning.Epochs(arguments) ?? defaults.Epochs;
        var (metric, patience) = learning.Stopping(arguments, EpochMetric.Accuracy, patience: 0);
        var rates = learning.LearningRate(arguments) ?? new LearningRates(null, defaults.RateOf(optimizer));
        var options = new ClassifierTrainingOptions
        {
            BatchSize = learning.BatchSize(arguments) ?? defaults.BatchSize,
            Augmentation = _augment.Read(arguments, defaultAugmentation, faults),
            Unfreeze = unfreeze,
            LowestLearningRate = rates.Lowest ?? (defaults.RateSpread == 1 ? null : rates.Highest / defaults.RateSpread),
            Winograd = arguments.GetValue(_winograd)!.ToLowerInvariant() switch
            {
                "small" => WinogradUse.SmallTiles,
                "never" => WinogradUse.Never,
                _ => WinogradUse.Automatic,
            },
            Training = new NetworkTrainingOptions
            {
                Epochs = epochs,
                LearningRate = rates.Highest,
                LearningRateScheduler = Schedule(arguments, learning, epochs),
                Optimizer = Optimizer(optimizer, arguments, defaults.DecayOf(optimizer)),
                ClipNorm = arguments.GetValue(_clipNorm) ?? defaults.ClipNorm,
                LabelSmoothing = arguments.GetValue(_labelSmoothing) ?? 0,
                Balance = learning.Balance(arguments),
                MovingAverageDecay = arguments.GetValue(_movingAverage),
                BatchesPerStep = arguments.GetValue(_accumulate) ?? 1,
                KeepBestBy = metric,
                EarlyStopping = patience == 0 ? null : new EarlyStopping { Patience = patience, Metric = metric },
                Seed = seed,
            },
        };
        faults.AddRange(options.Faults());
        return options;
    }

    private LearningRateScheduler Schedule(ParseResult arguments, LearningArguments learning, int epochs)
    {
        var schedule = learning.Schedule(arguments, epochs);
        return arguments.GetValue(_warmUp) is { } rise and not 0 ? new WarmUpLR { Schedule = schedule, Epochs = rise } : schedule;
    }

    private OptimizerOptions Optimizer(string name, ParseResult arguments, double defaultDecay)
    {
        var decay = arguments.GetValue(_weightDecay) ?? defaultDecay;
        return name == "sgd"
            ? new SgdOptions { WeightDecay = decay, Momentum = arguments.GetValue(_momentum) ?? new SgdOptions().Momentum, Nesterov = arguments.GetValue(_nesterov) }
            : new AdamOptions { WeightDecay = decay, DecoupledDecay = name == "adamw" };
    }

}
