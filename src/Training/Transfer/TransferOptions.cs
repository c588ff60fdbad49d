namespace MLPipeline.Training;

/// <summary>How a pretrained network is retrained for new classes.</summary>
public sealed record TransferOptions
{
    /// <summary>The classifier on top.</summary>
    public HeadTrainingOptions Head { get; init; } = new();

    /// <summary>The computation of the features below it.</summary>
    public FeatureOptions Features { get; init; } = new();
}
