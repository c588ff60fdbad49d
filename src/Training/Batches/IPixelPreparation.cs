namespace MLPipeline.Training;

/// <summary>Makes one row of a network's input from an image: augmented if it likes, normalised always. Thread-safe.</summary>
public interface IPixelPreparation
{
    /// <summary>Floats of a prepared image: height x width x channels of the network's input.</summary>
    int OutputLength { get; }

    /// <summary>Everything that its results depend on, such as <c>pad-crop:4,flip</c> and the normalisation; compared when a run is continued.</summary>
    string Description { get; }

    /// <summary>Prepares an image. The same occurrence gives the same floats, on whatever thread and in whatever order.</summary>
    /// <param name="pixels"><c>[H, W, C]</c>, 0 to 255, of the size that the source has.</param>
    /// <param name="occurrence">What random numbers are drawn from.</param>
    /// <param name="destination"><c>[H', W', C]</c> of the network's input.</param>
    /// <param name="worker">Which thread computes, from 0; for scratch memory of its own.</param>
    void Prepare(ReadOnlySpan<byte> pixels, ImageOccurrence occurrence, Span<float> destination, int worker);
}

/// <summary>One showing of one image in a run.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Epoch">From 0.</param>
/// <param name="Index">The image's place in its source.</param>
public readonly record struct ImageOccurrence(int Seed, int Epoch, int Index);
