using MLPipeline.Execution;

namespace MLPipeline.Training;

/// <summary>Measures a network on a set of images, without training it.</summary>
internal sealed class NetworkEvaluation(ITrainableNetwork network, TrainingImages images)
{
    private readonly EpochBatches _batches = new(network, images, new TargetRows(network.Classes), shuffleSeed: null);

    public int ImageCount => _batches.ImageCount;

    /// <summary>The mean cross-entropy, without smoothing and class weights, and the accuracies.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public EpochTally Run(CancellationToken cancellation = default)
    {
        var tally = new EpochTally(network.Classes);
        for (var batch = 0; batch < _batches.Count; batch++)
        {
            cancellation.ThrowIfCancellationRequested();
            var labels = _batches.Load(batch);
            var loss = network.Evaluate();
            tally.Add(labels, network.Probabilities, loss);
        }

        return tally;
    }
}
