using MLPipeline.Execution;

namespace MLPipeline.Training;

/// <summary>Trains whole networks. The object holds nothing of a run, so it may be used again and from several threads.</summary>
public sealed class NetworkTrainer
{
    private readonly NetworkTrainingOptions _options;

    /// <exception cref="ArgumentException">The options have faults; the message lists all of them.</exception>
    public NetworkTrainer(NetworkTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Refuse(options.Faults(), nameof(options));
        _options = options;
    }

    /// <summary>Trains until the epochs are done, the validation images stop improving, or training is cancelled.</summary>
    /// <param name="network">Has its initial parameters at first, and the ones to keep in the end.</param>
    /// <param name="train">The images to learn from.</param>
    /// <param name="validation">
    /// Images to measure on after every epoch, and before the first one where <see cref="NetworkTrainingOptions.MeasuresStart"/> says so; null for none.
    /// </param>
    /// <param name="checkpoints">Where to save the run, and whether to continue one; null to save nothing.</param>
    /// <param name="onEvent">Told what happens, on the calling thread.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="endAfterEpoch">
    /// Ends training after the epoch at work, with the best parameters so far as the result. The run is saved at once too, so that nothing is lost
    /// where the process has to end before the epoch does.
    /// </param>
    /// <param name="cancellation">Ends training after the step at work; the run is saved, and the best parameters so far are the result.</param>
    /// <exception cref="ArgumentException">Network, images and options do not fit together; the message lists every fault.</exception>
    /// <exception cref="CheckpointException">The checkpoint belongs to another run, is damaged, or is there although no run is to be continued.</exception>
    /// <exception cref="TrainingDivergedException">The loss or a gradient is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first epoch was done.</exception>
    public NetworkTrainingResult Train(
        ITrainableNetwork network,
        TrainingImages train,
        TrainingImages? validation = null,
        CheckpointOptions? checkpoints = null,
        Action<NetworkTrainingEvent>? onEvent = null,
        TimeProvider? time = null,
        CancellationToken endAfterEpoch = default,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(train);
        Refuse(Faults(network, train, validation).Concat(checkpoints?.Faults() ?? []), nameof(train));
        using var run = new NetworkTrainingRun(_options, network, train, validation, checkpoints, onEvent ?? (_ => { }), time ?? TimeProvider.System);
        return run.Run(endAfterEpoch, cancellation);
    }

    /// <summary>Training steps alone: nothing is measured, chosen or saved.</summary>
    /// <param name="network">Has its initial parameters at first.</param>
    /// <param name="train">The images to learn from, epoch after epoch.</param>
    /// <param name="goesOn">Asked before a step whether to make it.</param>
    /// <param name="onStep">Told about every step.</param>
    /// <exception cref="ArgumentException">Network, images and options do not fit together; the message lists every fault.</exception>
    /// <exception cref="TrainingDivergedException">The loss or a gradient is no longer a number.</exception>
    internal void Step(ITrainableNetwork network, TrainingImages train, Func<bool> goesOn, Action<NetworkTrainingEvent.StepDone> onStep)
    {
        Refuse(Faults(network, train, validation: null), nameof(train));
        void Raise(NetworkTrainingEvent happened)
        {
            if (happened is NetworkTrainingEvent.StepDone step) onStep(step);
        }

        using var run = new NetworkTrainingRun(_options, network, train, validation: null, checkpoints: null, Raise, TimeProvider.System);
        run.RunSteps(goesOn);
    }

    private IEnumerable<string> Faults(ITrainableNetwork network, TrainingImages train, TrainingImages? validation)
    {
        if (_options.EarlyStopping is not null && validation is null) yield return "EarlyStopping needs validation images.";
        if (validation?.Mixing is not null) yield return "Images to measure on are not mixed.";
        foreach (var (name, images) in new[] { ("training", train), ("validation", validation) })
        {
            if (images is null) continue;
            var pixels = images.Pixels;
            if (pixels.Count == 0) yield return $"There are no {name} images.";
            if (pixels.Classes.Count != network.Classes) yield return $"The {name} images have {pixels.Classes.Count} classes; the network has {network.Classes}.";
            if (images.Preparation.OutputLength != network.ImageLength)
            {
                yield return $"The {name} images are prepared to {images.Preparation.OutputLength} values each; the network takes {network.ImageLength}.";
            }

            if (Enumerable.Range(0, pixels.Count).FirstOrDefault(i => (uint)pixels.LabelOf(i) >= (uint)network.Classes, -1) is >= 0 and var wrong)
            {
                yield return $"The label {pixels.LabelOf(wrong)} of {name} image {wrong} is none of the network's {network.Classes} classes.";
            }
        }
    }

    private static void Refuse(IEnumerable<string> faults, string parameter)
    {
        var list = faults.ToList();
        if (list.Count > 0) throw new ArgumentException($"Training cannot begin: {string.Join(" ", list)}", parameter);
    }
}
