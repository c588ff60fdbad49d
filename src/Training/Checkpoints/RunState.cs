using MLPipeline.Kernels.Memory;

namespace MLPipeline.Training;

/// <summary>Where a run is, without what lies in native memory. Random numbers need no state: they follow from the options' seed and the position.</summary>
/// <param name="Epoch">Epochs that are done.</param>
/// <param name="Step">Steps of the next epoch that are done.</param>
/// <param name="OptimizerSteps">Steps of the optimiser in all.</param>
/// <param name="Tally">What the unfinished epoch has counted.</param>
/// <param name="EpochTime">How long the unfinished epoch has taken.</param>
/// <param name="Start">The figures before the first step; null where they are not measured.</param>
/// <param name="History">The finished epochs; the best one and the patience of early stopping follow from them and the start.</param>
internal sealed record RunState(
    int Epoch, int Step, long OptimizerSteps, EpochTallyState Tally, TimeSpan EpochTime, SetMetrics? Start, IReadOnlyList<NetworkEpoch> History);

/// <summary>Native memory that a checkpoint saves.</summary>
internal readonly record struct CheckpointMemory(string Name, AlignedMemory Memory);
