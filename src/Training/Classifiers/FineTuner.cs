using MLPipeline.Backbones;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Training;

/// <summary>
/// Retrains a pretrained network in two parts: first a new classifier on its frozen features, then that classifier together with the layers
/// that are unfrozen, at a small rate. Holds nothing of a run; may be used again and from several threads.
/// </summary>
/// <param name="backbone">The network.</param>
/// <param name="head">The first part.</param>
/// <param name="options">The second part.</param>
/// <exception cref="ArgumentException">The options have faults; the message lists all of them.</exception>
public sealed class FineTuner(Backbone backbone, TransferOptions head, ClassifierTrainingOptions options)
{
    private readonly TransferTrainer _headTrainer = new(backbone, head);
    private readonly ClassifierTrainer _trainer = new(options);

    /// <summary>
    /// Trains and measures. Where training images are not changed at random, what lies below the frozen border is computed once and kept in the
    /// feature cache.
    /// </summary>
    /// <param name="data">Images with their classes and parts.</param>
    /// <param name="team">The threads that compute.</param>
    /// <param name="checkpoints">Where the second part is saved, and whether it is continued; null to save nothing.</param>
    /// <param name="events">Told what happens.</param>
    /// <param name="endAfterEpoch">
    /// Ends the first part at once, the second after the epoch at work, when the run is saved too; the best parameters so far are the result.
    /// </param>
    /// <param name="cancellation">Ends training; the best parameters so far are the result.</param>
    /// <exception cref="Datasets.DatasetException">After unreadable images were left out, too little remains; every fault is listed.</exception>
    /// <exception cref="TrainingDivergedException">The loss or a gradient is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first epoch of the second part was done.</exception>
    public FineTunedClassifier Train(
        TransferData data,
        WorkTeam team,
        CheckpointOptions? checkpoints = null,
        FineTuningEvents? events = null,
        CancellationToken endAfterEpoch = default,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(team);
        events ??= new FineTuningEvents();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(endAfterEpoch, cancellation); // there are no epochs worth waiting for
        using var transfer = _headTrainer.Train(data, events.Head, either.Token);
        either.Token.ThrowIfCancellationRequested();
        var classifier = TrainableClassifier.FromBackbone(backbone, transfer.Head.Head);
        var trained = Train(classifier, transfer, team, checkpoints, events, endAfterEpoch, cancellation);
        return new FineTunedClassifier(trained, transfer.Head, transfer.ValidationMetrics, transfer.TestMetrics, transfer.Timings, transfer.Device);
    }

    private TrainedClassifier Train(
        TrainableClassifier classifier,
        TransferResult transfer,
        WorkTeam team,
        CheckpointOptions? checkpoints,
        FineTuningEvents events,
        CancellationToken endAfterEpoch,
        CancellationToken cancellation)
    {
        var data = transfer.Data;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(endAfterEpoch, cancellation);
        if (_trainer.Border(classifier) is { } border)
        {
            events.Border?.Invoke(border.ToString());
            using var maps = FrozenMaps.Compute(classifier, border, data, head.Features, events.Maps, either.Token);
            return _trainer.TrainAbove(classifier, border, maps.Data, team, checkpoints, events.Network, endAfterEpoch, cancellation);
        }

        using var images = ClassifierFiles.Open(data, classifier.Resize, options.Augmentation, head.Features.Batches.Decode, team, events.Decoded, either.Token);
        return _trainer.Train(classifier, images, team, checkpoints, events.Network, endAfterEpoch, cancellation);
    }
}
