namespace MLPipeline.Training;

/// <summary>How the parameters of a network are trained. Immutable.</summary>
public sealed record NetworkTrainingOptions
{
    /// <summary>Passes over the training images, at least 1; default 30.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>
    /// The rate that <see cref="LearningRateScheduler"/> starts from, above 0; default 0.1, which suits SGD with momentum on batches of about 128 images. 0.001
    /// is usual with Adam.
    /// </summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>How the rate changes from step to step; default a cosine from the rate down to zero.</summary>
    public LearningRateScheduler LearningRateScheduler { get; init; } = new CosineLRDecay();

    /// <summary>How a step is made; default SGD with momentum 0.9.</summary>
    public OptimizerOptions Optimizer { get; init; } = new SgdOptions();

    /// <summary>Factors on the rate of some parameters, the last one that fits counts; default none.</summary>
    public IReadOnlyList<ParameterRate> ParameterRates { get; init; } = [];

    /// <summary>The largest norm of all gradients together, above 0: longer ones are shortened to it. Null (the default) for no limit.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The part of a target that is spread over all classes, from 0 (the default) to below 1; 0.1 is usual.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Whether every class weighs the same in the loss, whatever its number of images; default false.</summary>
    public bool Balance { get; init; }

    /// <summary>
    /// The decay of a moving average of all parameters, between 0 and 1, such as 0.999; the average is what is measured and kept. Null (the default) for
    /// the parameters themselves.
    /// </summary>
    public double? MovingAverageDecay { get; init; }

    /// <summary>Batches whose mean gradient makes one step, at least 1 (the default).</summary>
    public int BatchesPerStep { get; init; } = 1;

    /// <summary>
    /// The figure of the validation images that decides which epoch's parameters are kept; default the accuracy. Null for those of the last epoch. Without
    /// validation images the last epoch counts.
    /// </summary>
    public EpochMetric? KeepBestBy { get; init; } = EpochMetric.Accuracy;

    /// <summary>
    /// Whether the parameters that training begins with are measured too, and kept where no epoch is better: for a network that knows something
    /// already. An epoch of the same <see cref="KeepBestBy"/> is better where it is better by the other metric. The start is also what early stopping
    /// compares the first epochs with. Default false. Without validation images, or where <see cref="KeepBestBy"/> is null, it does nothing.
    /// <see cref="ClassifierTrainer"/> does it for every pretrained network.
    /// </summary>
    public bool MeasuresStart { get; init; }

    /// <summary>When to stop before all epochs are done; null (the default) never. Needs validation images.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>Decides the order of the images, augmentation and dropout; default 0. The same seed gives the same parameters on any number of threads.</summary>
    public int Seed { get; init; }

    /// <summary>Every fault of the values, one sentence each; empty when they are usable.</summary>
    public IEnumerable<string> Faults() => OwnFaults()
        .Concat(LearningRateScheduler.Faults())
        .Concat(Optimizer.Faults())
        .Concat(ParameterRates.SelectMany(rate => rate.Faults()))
        .Concat(EarlyStopping?.Faults() ?? []);

    private IEnumerable<string> OwnFaults()
    {
        if (Epochs < 1) yield return $"Epochs {Epochs} must be at least 1.";
        if (!(LearningRate > 0) || !double.IsFinite(LearningRate)) yield return $"LearningRate {LearningRate} must be a positive number.";
        if (ClipNorm is { } norm && !(norm > 0)) yield return $"ClipNorm {norm} must be above 0, or null for no limit.";
        if (!(LabelSmoothing is >= 0 and < 1)) yield return $"LabelSmoothing {LabelSmoothing} must be from 0 to below 1.";
        if (MovingAverageDecay is { } decay && !(decay is > 0 and < 1)) yield return $"MovingAverageDecay {decay} must be between 0 and 1, or null for no average.";
        if (BatchesPerStep < 1) yield return $"BatchesPerStep {BatchesPerStep} must be at least 1.";
        if (KeepBestBy is { } metric && !Enum.IsDefined(metric)) yield return $"KeepBestBy {metric} must be one of {string.Join(", ", Enum.GetNames<EpochMetric>())}, or null.";
    }
}
