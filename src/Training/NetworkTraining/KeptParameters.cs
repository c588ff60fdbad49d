using MLPipeline.Execution;
using MLPipeline.Kernels.Memory;

namespace MLPipeline.Training;

/// <summary>The parameters of a run's best epoch, or of its start, and which of them that is. Without validation images those of the last epoch count.</summary>
internal sealed class KeptParameters(NetworkTrainingOptions options, ParameterMemory parameters, bool hasValidation) : IDisposable
{
    private readonly BestEpoch _best = new(options.KeepBestBy ?? EpochMetric.Accuracy, options.EarlyStopping);

    /// <summary>The parameters; null where those of the last epoch count.</summary>
    public AlignedMemory? Values { get; } = options.KeepBestBy is null || !hasValidation ? null : new AlignedMemory(parameters.Values.Length);

    /// <summary>The figures of the start; null where it is not measured.</summary>
    public SetMetrics? Start { get; private set; }

    /// <summary>Whether the start is measured, to be kept where no epoch is better.</summary>
    public bool WantsStart => options.MeasuresStart && Values is not null;

    /// <summary>Whether training should end early.</summary>
    public bool ShouldStop => _best.ShouldStop;

    /// <summary>Takes the figures of the start, before those of any epoch.</summary>
    public void Begin(SetMetrics start)
    {
        Start = start;
        _best.Begin(start);
    }

    /// <summary>Takes an epoch's figures; true when it is the best so far, and its parameters are to be saved.</summary>
    public bool Add(int epoch, SetMetrics validation) => _best.Add(epoch, validation);

    /// <summary>Saves the network's parameters as they are now.</summary>
    public void Save()
    {
        if (Values is not null) MemoryCopy.Copy(parameters.Values, Values);
    }

    /// <summary>Puts the saved parameters into the network, where there are any.</summary>
    /// <returns>Their epoch, or <see cref="BestEpoch.Start"/>; null where those of the last epoch count.</returns>
    /// <exception cref="TrainingDivergedException">No figure was a number.</exception>
    public int? Restore()
    {
        if (Values is null) return null;
        const string Reason = "No epoch gave a validation figure that is a number. The learning rate is probably too high: try a tenth of it.";
        var epoch = _best.Epoch ?? throw new TrainingDivergedException(Reason);
        MemoryCopy.Copy(Values, parameters.Values);
        return epoch;
    }

    public void Dispose() => Values?.Dispose();
}
