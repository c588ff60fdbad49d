namespace MLPipeline.Training;

/// <summary>How a training run went; the parameters to keep are in the network.</summary>
/// <param name="History">The figures of every epoch, those before a continuation too.</param>
/// <param name="BestEpoch">The epoch, from 0, whose parameters the network has now; -1 where it has those that training began with.</param>
/// <param name="Timings">Where the time went since the run was started or continued.</param>
/// <param name="Cancelled">Whether the run was cancelled before its end.</param>
public sealed record NetworkTrainingResult(IReadOnlyList<NetworkEpoch> History, int BestEpoch, NetworkTrainingTimings Timings, bool Cancelled)
{
    /// <summary>The figures of the validation images before the first step; null where they were not measured.</summary>
    public SetMetrics? Start { get; init; }

    /// <summary>Whether the network has the parameters that training began with, because no epoch was better on the validation images.</summary>
    public bool KeptStart => BestEpoch < 0;
}
