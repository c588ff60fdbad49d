using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>Says when training ends after an epoch: when the user wants it, and after the epoch to pause at.</summary>
internal sealed class EpochEnd(int? pauseAfterEpoch, CancellationToken cancellation) : IDisposable
{
    private readonly CancellationTokenSource _source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

    public CancellationToken Token => _source.Token;

    public void Add(NetworkTrainingEvent happened)
    {
        if (happened is NetworkTrainingEvent.EpochDone { Figures.Epoch: var epoch } && epoch + 1 == pauseAfterEpoch) _source.Cancel();
    }

    public void Dispose() => _source.Dispose();
}
