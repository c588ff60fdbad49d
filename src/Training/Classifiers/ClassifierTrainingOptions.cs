using MLPipeline.Execution;

namespace MLPipeline.Training;

/// <summary>How a whole network is trained. Immutable.</summary>
public sealed record ClassifierTrainingOptions
{
    /// <summary>Epochs, rate, optimiser and the rest.</summary>
    public NetworkTrainingOptions Training { get; init; } = new();

    /// <summary>Images in a batch, at least 1; default 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>What happens to training images before the network sees them; default nothing.</summary>
    public ImageAugmentation Augmentation { get; init; } = ImageAugmentation.None;

    /// <summary>Which parameters are trained; default all.</summary>
    public Unfreezing Unfreeze { get; init; } = Unfreezing.All;

    /// <summary>
    /// The learning rate of the first stage that is trained, above 0 and at most <see cref="Training"/>'s, which is then that of the classifier; the stages
    /// between have rates of equal ratios (J. Howard, S. Ruder 2018, section 3.2, discriminative fine-tuning). A schedule's factor is on all of them. Null
    /// (the default) for the same rate everywhere.
    /// </summary>
    public double? LowestLearningRate { get; init; }

    /// <summary>How 3x3 convolutions are computed.</summary>
    public WinogradUse Winograd { get; init; } = WinogradUse.Automatic;

    /// <summary>Every fault of the values, one sentence each; empty when they are usable.</summary>
    public IEnumerable<string> Faults()
    {
        if (BatchSize < 1) yield return $"BatchSize {BatchSize} must be at least 1.";
        if (LowestLearningRate is { } rate && !(rate > 0 && rate <= Training.LearningRate))
        {
            yield return $"LowestLearningRate {rate} must be above 0 and at most LearningRate, which is {Training.LearningRate}, or null.";
        }

        foreach (var fault in Training.Faults().Concat(Augmentation.Faults())) yield return fault;
    }
}
