using MLPipeline.Execution;
using MLPipeline.Kernels.Memory;

namespace MLPipeline.Training;

/// <summary>
/// Finds out which learning rates a network can be trained with (L. Smith 2015, Cyclical Learning Rates, section 3.3): the rate rises by
/// the same factor in every training step, and the loss tells where it begins to help and where it does harm. The object holds nothing of a
/// search, so it may be used again and from several threads.
/// </summary>
public sealed class LearningRateFinder
{
    private readonly NetworkTrainer _trainer;
    private readonly LearningRateSearchOptions _search;

    /// <param name="training">
    /// The training that the rate is for: its steps are made here, with its optimiser, order of images, dropout, clipping and the rest. Its
    /// own rate, schedule and number of epochs do not matter.
    /// </param>
    /// <param name="search">The rates; null for the defaults.</param>
    /// <exception cref="ArgumentException">The options have faults; the message lists all of them.</exception>
    public LearningRateFinder(NetworkTrainingOptions training, LearningRateSearchOptions? search = null)
    {
        ArgumentNullException.ThrowIfNull(training);
        _search = search ?? new LearningRateSearchOptions();
        var faults = _search.Faults().ToList();
        if (faults.Count > 0) throw new ArgumentException($"The search cannot begin: {string.Join(" ", faults)}", nameof(search));
        _trainer = new NetworkTrainer(training with
        {
            LearningRate = _search.FromRate,
            LearningRateScheduler = new RisingRate(_search.ToRate / _search.FromRate, _search.Steps),
            MovingAverageDecay = null,
            KeepBestBy = null,
            EarlyStopping = null,
        });
    }

    /// <summary>
    /// Searches. Afterwards the network has the very parameters and running statistics it had before; the optimiser is one of the search's
    /// own, and random numbers follow from seed, epoch and batch, so a training that comes after gives the bytes that it would have given
    /// without the search.
    /// </summary>
    /// <param name="network">Has the parameters to begin with. Its gradients, images and targets are overwritten.</param>
    /// <param name="train">The images to learn from, taken in the order of training, again from the start when all were shown.</param>
    /// <param name="onPoint">Told about every step, on the calling thread.</param>
    /// <param name="cancellation">Ends the search after the step at work.</param>
    /// <exception cref="ArgumentException">Network, images and options do not fit together; the message lists every fault.</exception>
    /// <exception cref="TrainingDivergedException">Not even the first step's loss is a number: the fault is not the rate's.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the network has its parameters back.</exception>
    public LearningRateCurve Find(
        ITrainableNetwork network,
        TrainingImages train,
        Action<LearningRatePoint>? onPoint = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(train);
        var values = network.Parameters.Values;
        using var before = new AlignedMemory(values.Length);
        MemoryCopy.Copy(values, before);
        try
        {
            return Rise(network, train, onPoint, cancellation);
        }
        finally
        {
            MemoryCopy.Copy(before, values);
        }
    }

    private LearningRateCurve Rise(
        ITrainableNetwork network, TrainingImages train, Action<LearningRatePoint>? onPoint, CancellationToken cancellation)
    {
        var points = new List<LearningRatePoint>(_search.Steps);
        var smoothed = new SmoothedLosses(_search.Smoothing);
        bool HasDiverged() => points.Count > 0 && points[^1].SmoothedLoss > _search.LargestRise * smoothed.Best;
        bool GoesOn()
        {
            cancellation.ThrowIfCancellationRequested();
            return points.Count < _search.Steps && !HasDiverged();
        }

        LearningRateSearchEnd end;
        try
        {
            _trainer.Step(network, train, GoesOn, step =>
            {
                points.Add(new LearningRatePoint(points.Count, step.LearningRate, step.Loss, smoothed.Add(step.Loss)));
                onPoint?.Invoke(points[^1]);
            });
            end = HasDiverged() ? LearningRateSearchEnd.Diverged : LearningRateSearchEnd.AllSteps;
        }
        catch (TrainingDivergedException) when (points.Count > 0)
        {
            end = LearningRateSearchEnd.NotFinite;
        }

        return new LearningRateCurve(points, _search.Steps, end);
    }
}
