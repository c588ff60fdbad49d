using MLPipeline.Backbones;
using MLPipeline.Graphs;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Training;

/// <summary>
/// Retrains a pretrained network in two parts: first a new classifier on its frozen features, then that classifier together with the layers
/// that are unfrozen, at a small rate. The network of the first part is the result where the validation images say that no epoch of the second
/// is better. Holds nothing of a run; may be used again and from several threads.
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
        events.Stages?.Invoke(_trainer.Stages(classifier));
        TrainedClassifier Use(ClassifierData images, Value? border) => border is null
            ? _trainer.Train(classifier, images, team, checkpoints, events.Network, endAfterEpoch, cancellation)
            : _trainer.TrainAbove(classifier, border, images, team, checkpoints, events.Network, endAfterEpoch, cancellation);
        var trained = WithImages(classifier, transfer.Data, team, events, Use, either.Token);
        return new FineTunedClassifier(trained, transfer.Head, transfer.ValidationMetrics, transfer.TestMetrics, transfer.Timings, transfer.Device);
    }

    /// <summary>Looks for the learning rate of the second part (see <see cref="LearningRateFinder"/>), after the first one.</summary>
    /// <param name="data">Images with their classes and parts.</param>
    /// <param name="team">The threads that compute.</param>
    /// <param name="search">The rates; null for the defaults.</param>
    /// <param name="events">Told what happens.</param>
    /// <param name="onPoint">Told about every step of the search, on the calling thread.</param>
    /// <param name="cancellation">Ends the work; nothing is kept but features in the cache.</param>
    /// <exception cref="ArgumentException">The search's options have faults; the message lists all of them.</exception>
    /// <exception cref="Datasets.DatasetException">After unreadable images were left out, too little remains; every fault is listed.</exception>
    /// <exception cref="TrainingDivergedException">Not even the first step's loss is a number.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public LearningRateSearchResult FindRate(
        TransferData data,
        WorkTeam team,
        LearningRateSearchOptions? search = null,
        FineTuningEvents? events = null,
        Action<LearningRatePoint>? onPoint = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(team);
        events ??= new FineTuningEvents();
        using var transfer = _headTrainer.Train(data, events.Head, cancellation);
        cancellation.ThrowIfCancellationRequested();
        var classifier = TrainableClassifier.FromBackbone(backbone, transfer.Head.Head);
        LearningRateSearchResult Use(ClassifierData images, Value? border) =>
            new(_trainer.FindRate(classifier, images, border, team, search, onPoint, cancellation), images.Skipped);
        return WithImages(classifier, transfer.Data, team, events, Use, cancellation);
    }

    /// <summary>Does the second part's work: on maps above a frozen border where there is one, else on the images.</summary>
    private T WithImages<T>(
        TrainableClassifier classifier,
        TransferData data,
        WorkTeam team,
        FineTuningEvents events,
        Func<ClassifierData, Value?, T> work,
        CancellationToken cancellation)
    {
        if (_trainer.Border(classifier) is { } border)
        {
            events.Border?.Invoke(border.ToString());
            using var maps = FrozenMaps.Compute(classifier, border, data, head.Features, events.Maps, cancellation);
            return work(maps.Data, border);
        }

        using var images = ClassifierFiles.Open(
            data, classifier.Resize, options.Augmentation, head.Features.Batches.Decode, team, events.Decoded, cancellation);
        return work(images, null);
    }
}
