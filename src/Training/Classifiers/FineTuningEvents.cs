namespace MLPipeline.Training;

/// <summary>Who is told what while a network is fine-tuned; null where nobody is.</summary>
public sealed record FineTuningEvents
{
    /// <summary>The training of the classifier on frozen features.</summary>
    public Action<TransferEvent>? Head { get; init; }

    /// <summary>The stages that are going to be trained with the classifier, from the image on, and their learning rates; not for a search.</summary>
    public Action<IReadOnlyList<StageRate>>? Stages { get; init; }

    /// <summary>The tensor up to which everything is frozen and computed once, when there is one.</summary>
    public Action<string>? Border { get; init; }

    /// <summary>The computation up to that tensor.</summary>
    public Action<FeatureProgress>? Maps { get; init; }

    /// <summary>How many images are decoded, from several threads, when there is no such tensor.</summary>
    public Action<int>? Decoded { get; init; }

    /// <summary>The training of the unfrozen layers.</summary>
    public Action<NetworkTrainingEvent>? Network { get; init; }
}
