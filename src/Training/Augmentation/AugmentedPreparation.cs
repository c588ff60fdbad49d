using System.Globalization;

namespace MLPipeline.Training;

/// <summary>Images augmented anew each time they are shown, then normalised. Thread-safe, because every worker has an augmenter of its own.</summary>
internal sealed class AugmentedPreparation : IPixelPreparation
{
    private readonly ImageAugmenter[] _augmenters;
    private readonly int _height;
    private readonly int _width;
    private readonly int _seed;

    /// <param name="augmentation">Its transforms; mixtures are the batch's (<see cref="AugmentedMixing"/>).</param>
    /// <param name="pixels">Where the images come from, and how large they are there.</param>
    /// <param name="height">Rows of the network's input.</param>
    /// <param name="width">Columns of the network's input.</param>
    /// <param name="mean">One number per channel, for pixels from 0 to 1.</param>
    /// <param name="deviation">One number per channel.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="workers">How many threads prepare.</param>
    public AugmentedPreparation(
        ImageAugmentation augmentation, IPixelSource pixels, int height, int width, IReadOnlyList<float> mean, IReadOnlyList<float> deviation, int seed, int workers)
    {
        _augmenters = [.. Enumerable.Range(0, workers).Select(_ => new ImageAugmenter(augmentation, height, width, mean, deviation, seed))];
        (_height, _width, _seed) = (pixels.Height, pixels.Width, seed);
        OutputLength = height * width * mean.Count;
        Description = string.Create(
            CultureInfo.InvariantCulture,
            $"{augmentation}, {height} x {width}, mean {string.Join(' ', mean)}, deviation {string.Join(' ', deviation)}");
    }

    public int OutputLength { get; }

    public string Description { get; }

    public void Prepare(ReadOnlySpan<byte> pixels, ImageOccurrence occurrence, Span<float> destination, int worker)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(occurrence.Seed, _seed, nameof(occurrence));
        _augmenters[worker].Apply(pixels, _height, _width, occurrence.Epoch, occurrence.Index, destination);
    }
}
