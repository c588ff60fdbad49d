namespace MLPipeline.Training;

/// <summary>Mixes the images of a batch, and their targets with them, such as mixup and CutMix do.</summary>
public interface IBatchMixing
{
    /// <summary>Everything that its results depend on; compared when a run is continued.</summary>
    string Description { get; }

    /// <summary>Mixes in place. Called by one thread between training steps.</summary>
    /// <param name="images"><c>[N, H, W, C]</c>, normalised; only images that count.</param>
    /// <param name="targets"><c>[N, K]</c>, the rows of these images.</param>
    /// <param name="seed">What random numbers are drawn from; another one for every batch.</param>
    void Mix(Span<float> images, Span<float> targets, ulong seed);
}
