using System.CommandLine;
using System.Globalization;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>What every way of training has: how long, in what steps, at what rate, and when to stop.</summary>
internal sealed class LearningArguments
{
    private static readonly HeadTrainingOptions Defaults = new();

    private readonly Option<int?> _epochs = new("--epochs") { Description = "Passes over the training images; chosen unless given", HelpName = "n" };
    private readonly Option<int?> _batchSize = new("--batch-size") { Description = "Images per training step; chosen unless given", HelpName = "n" };
    private readonly Option<string?> _learningRate = new("--learning-rate")
    {
        Description = "Highest rate; chosen by what is trained and the optimizer unless given. With --unfreeze also the lowest and the highest one, such as 1e-6:1e-4, "
            + "spread over the stages from the first to the classifier (docs/rates.md)",
        HelpName = "rate|low:high",
    };

    private readonly Option<string?> _schedule = new("--schedule")
    {
        Description = "How the rate changes: cosine (the default), constant, exponential, polynomial; lsr with a frozen backbone; step, one-cycle otherwise. "
            + "Numbers behind colons in place of defaults: step:0.1:20:30 (docs/training.md)",
        HelpName = "name",
    };

    private readonly Option<string?> _optimizer = new("--optimizer")
    {
        Description = "How a step is made: with a frozen backbone adam (the default), momentum, sgd; otherwise sgd (with momentum; the default), adam, adamw",
        HelpName = "name",
    };

    private readonly Option<bool> _balance = new("--balance") { Description = "Let every class weigh the same, whatever its number of images" };
    private readonly Option<int?> _patience = new("--patience") { Description = "Epochs without improvement on the validation images before training ends; 0 for never [default: 20 with a frozen backbone, else 0]", HelpName = "n" };
    private readonly Option<string?> _stopOn = new("--stop-on") { Description = "What has to improve, and what the best epoch is chosen by [default: loss with a frozen backbone, else accuracy]", HelpName = "loss|accuracy" };
    private readonly Option<float?> _l2 = new("--l2") { Description = "Weight penalty of the classifier on frozen features; chosen by cross-validation unless given", HelpName = "factor" };

    /// <param name="layers">The defaults of a command that always trains layers of a network; null for one that chooses them by what is trained.</param>
    public LearningArguments(NetworkDefaults? layers = null)
    {
        if (layers is not null) Describe(layers);
        // What no way of training knows is named with all other mistakes of the command line; what one way does not know, by FaultsFor.
        _optimizer.AcceptOnly("sgd", "momentum", "adam", "adamw");
        _schedule.Validators.Add(result =>
        {
            foreach (var fault in result.Tokens.SelectMany(token => ScheduleSyntax.Faults(token.Value))) result.AddError(fault);
        });
        _learningRate.Validators.Add(result =>
        {
            foreach (var fault in result.Tokens.SelectMany(token => LearningRates.Faults(token.Value))) result.AddError(fault);
        });
        _stopOn.AcceptOnly("loss", "accuracy");
    }

    public IEnumerable<Option> Options => [_epochs, _batchSize, _learningRate, _schedule, _optimizer, _l2, _balance, _patience, _stopOn];

    /// <summary>What a single training step has of these.</summary>
    public IEnumerable<Option> StepOptions => [_batchSize, _optimizer, _l2, _balance];

    /// <summary>All but the number of epochs, for a command that has its own way to say it.</summary>
    public IEnumerable<Option> OptionsButEpochs => Options.Skip(1);

    public int? Epochs(ParseResult arguments) => arguments.GetValue(_epochs);

    public int? BatchSize(ParseResult arguments) => arguments.GetValue(_batchSize);

    public LearningRates? LearningRate(ParseResult arguments) => LearningRates.Of(arguments.GetValue(_learningRate));

    /// <summary>The schedule; a polynomial falls over so many <paramref name="epochs"/> unless the user says how many.</summary>
    public LearningRateScheduler Schedule(ParseResult arguments, int? epochs = null) => ScheduleSyntax.Parse(arguments.GetValue(_schedule) ?? "cosine", epochs);

    public string? Optimizer(ParseResult arguments) => arguments.GetValue(_optimizer)?.ToLowerInvariant();

    public bool Balance(ParseResult arguments) => arguments.GetValue(_balance);

    /// <summary>What decides on stopping and on the best epoch; the caller says what it is unless the user does.</summary>
    public (EpochMetric Metric, int Patience) Stopping(ParseResult arguments, EpochMetric metric, int patience) =>
        (Enum.TryParse<EpochMetric>(arguments.GetValue(_stopOn), ignoreCase: true, out var given) ? given : metric, arguments.GetValue(_patience) ?? patience);

    public IEnumerable<string> FaultsFor(TrainingWay way, ParseResult arguments) => way switch
    {
        TrainingWay.FrozenBackbone =>
        [
            .. arguments.Allow(_optimizer, "with a frozen backbone", "adam", "momentum", "sgd"),
            .. AllowSchedules(arguments, "with a frozen backbone", "cosine", "constant", "exponential", "polynomial", "lsr"),
            .. RefuseLowest(arguments, "the backbone is frozen, so there is the classifier's rate alone; a lowest and a highest one go with --unfreeze."),
        ],
        _ =>
        [
            .. arguments.Allow(_optimizer, "when layers of the network are trained", "sgd", "adam", "adamw"),
            .. AllowSchedules(
                arguments, "when layers of the network are trained", "cosine", "constant", "exponential", "polynomial", "step", "one-cycle"),
            .. way == TrainingWay.FromScratch ? arguments.Refuse("there is no frozen backbone when a network is trained from scratch; --weight-decay is its counterpart.", _l2) : [],
            .. way == TrainingWay.FromScratch
                ? RefuseLowest(arguments, "all layers of a new network have everything to learn; a lowest and a highest rate go with --unfreeze.")
                : [],
        ],
    };

    /// <summary>The classifier on frozen features.</summary>
    public HeadTrainingOptions Head(ParseResult arguments, int seed)
    {
        var (metric, patience) = Stopping(arguments, Defaults.EarlyStopping!.Metric, Defaults.EarlyStopping.Patience);
        return new HeadTrainingOptions
        {
            Epochs = Epochs(arguments),
            BatchSize = BatchSize(arguments) ?? Defaults.BatchSize,
            LearningRate = (float?)LearningRate(arguments)?.Highest,
            LearningRateScheduler = Schedule(arguments),
            Optimizer = Enum.TryParse<HeadOptimizer>(Optimizer(arguments), ignoreCase: true, out var optimizer) ? optimizer : Defaults.Optimizer,
            L2 = arguments.GetValue(_l2),
            Balance = Balance(arguments),
            EarlyStopping = patience == 0 ? null : new EarlyStopping { Patience = patience, Metric = metric },
            Seed = seed,
        };
    }

    /// <summary>The classifier that a fine-tuning begins with: its own defaults, since rates and epochs are those of the layers below.</summary>
    public HeadTrainingOptions FirstHead(ParseResult arguments, int seed) =>
        new() { L2 = arguments.GetValue(_l2), Balance = Balance(arguments), Seed = seed };

    /// <summary>The help without frozen backbones.</summary>
    private void Describe(NetworkDefaults layers)
    {
        _learningRate.Description = string.Create(
            CultureInfo.InvariantCulture,
            $"Highest rate, that of the classifier; the first stage has its {layers.RateSpread}th part. Or the lowest and the highest one, such as 1e-6:1e-4 (docs/rates.md) [default: {layers.RateOf(layers.Optimizer):G3} with {layers.Optimizer}]");
        _schedule.Description = "How the rate changes: cosine, constant, exponential, polynomial, step, one-cycle; numbers behind colons in place of defaults (docs/training.md)";
        _schedule.DefaultValueFactory = _ => layers.Schedule;
        _optimizer.Description = "How a step is made: sgd (with momentum), adam, adamw (with decoupled weight decay)";
        _optimizer.DefaultValueFactory = _ => layers.Optimizer;
        _patience.Description = "Epochs without improvement on the validation images before training ends; 0 for never [default: 0]";
        _stopOn.Description = "What has to improve, and what the best epoch is chosen by [default: accuracy]";
    }

    private IEnumerable<string> RefuseLowest(ParseResult arguments, string reason)
    {
        if (LearningRate(arguments) is { Lowest: not null }) yield return $"--learning-rate is '{arguments.GetValue(_learningRate)}': {reason}";
    }

    private IEnumerable<string> AllowSchedules(ParseResult arguments, string when, params string[] names)
    {
        if (arguments.GetValue(_schedule) is { } text && !names.Contains(ScheduleSyntax.NameOf(text)))
        {
            yield return $"--schedule is '{text}'; {when} valid values are {string.Join(", ", names)}.";
        }
    }
}
