namespace MLPipeline.Autodiff;

/// <summary>How a network is turned into what it computes while it learns.</summary>
public sealed record TrainingGraphOptions
{
    /// <summary>Whether Dropout nodes drop; otherwise they are left out. True by default.</summary>
    public bool Dropout { get; init; } = true;
}
