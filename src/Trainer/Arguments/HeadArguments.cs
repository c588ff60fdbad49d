using System.CommandLine;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>How the classifier on top of the backbone is trained.</summary>
internal sealed class HeadArguments
{
    private static readonly HeadTrainingOptions Defaults = new();

    private readonly Option<int?> _epochs = new("--epochs") { Description = "Passes over the training images; chosen by their number unless given", HelpName = "n" };
    private readonly Option<int> _batchSize = new("--batch-size") { Description = "Images per training step", HelpName = "n", DefaultValueFactory = _ => Defaults.BatchSize };
    private readonly Option<float?> _learningRate = new("--learning-rate") { Description = "Rate of the first step; chosen by the optimizer and the number of features unless given", HelpName = "rate" };
    private readonly Option<string> _schedule = new("--schedule") { Description = $"How the rate changes: {ScheduleSyntax.Valid}", HelpName = "schedule", DefaultValueFactory = _ => "cosine" };
    private readonly Option<string> _optimizer = CommonOptions.OneOf("--optimizer", ["adam", "momentum", "sgd", "adamw"], "How a step is made; adamw for whole networks only");
    private readonly Option<float?> _l2 = new("--l2") { Description = "Weight penalty; chosen by cross-validation unless given", HelpName = "factor" };
    private readonly Option<bool> _balance = new("--balance") { Description = "Let every class weigh the same, whatever its number of images" };
    private readonly Option<int> _patience = new("--patience") { Description = "Epochs without improvement on the validation images before training ends; 0 for never", HelpName = "n", DefaultValueFactory = _ => Defaults.EarlyStopping!.Patience };
    private readonly Option<string> _stopOn = CommonOptions.OneOf("--stop-on", ["loss", "accuracy"], "What has to improve, and what the best epoch is chosen by");

    public void AddTo(Command command)
    {
        command.Add(_epochs);
        command.Add(_batchSize);
        command.Add(_learningRate);
        command.Add(_schedule);
        command.Add(_optimizer);
        command.Add(_l2);
        command.Add(_balance);
        command.Add(_patience);
        command.Add(_stopOn);
    }

    public HeadTrainingOptions Options(ParseResult arguments, int seed, ICollection<string> faults)
    {
        var patience = arguments.GetValue(_patience);
        if (!Enum.TryParse<HeadOptimizer>(arguments.GetValue(_optimizer), ignoreCase: true, out var optimizer))
        {
            faults.Add("--optimizer adamw is for whole networks (--network, --unfreeze); for the classifier alone use adam, whose weight penalty is --l2.");
        }

        return new HeadTrainingOptions
        {
            Epochs = arguments.GetValue(_epochs),
            BatchSize = arguments.GetValue(_batchSize),
            LearningRate = arguments.GetValue(_learningRate),
            LearningRateScheduler = ScheduleSyntax.Parse(arguments.GetValue(_schedule)!, faults),
            Optimizer = optimizer,
            L2 = arguments.GetValue(_l2),
            Balance = arguments.GetValue(_balance),
            EarlyStopping = patience == 0 ? null : new EarlyStopping
            {
                Patience = patience,
                Metric = Enum.Parse<EpochMetric>(arguments.GetValue(_stopOn)!, ignoreCase: true),
            },
            Seed = seed,
        };
    }

    /// <summary>What was typed, for the training of a whole network.</summary>
    public GivenTraining Given(ParseResult arguments, ICollection<string> faults)
    {
        if (IsGiven(arguments, _l2)) faults.Add("--l2 is the weight penalty of a classifier on fixed features; for a whole network it is --weight-decay.");
        return new GivenTraining
        {
            Epochs = arguments.GetValue(_epochs),
            BatchSize = IsGiven(arguments, _batchSize) ? arguments.GetValue(_batchSize) : null,
            LearningRate = arguments.GetValue(_learningRate),
            Schedule = IsGiven(arguments, _schedule) ? ScheduleSyntax.Parse(arguments.GetValue(_schedule)!, faults) : null,
            Optimizer = IsGiven(arguments, _optimizer) ? arguments.GetValue(_optimizer)!.ToLowerInvariant() : null,
            Balance = arguments.GetValue(_balance),
            Patience = IsGiven(arguments, _patience) ? arguments.GetValue(_patience) : null,
            StopOn = IsGiven(arguments, _stopOn) ? Enum.Parse<EpochMetric>(arguments.GetValue(_stopOn)!, ignoreCase: true) : null,
        };
    }

    private static bool IsGiven(ParseResult arguments, Option option) => arguments.GetResult(option) is { Implicit: false };
}
