using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Training;

/// <summary>The first batch of a training from scratch as its network would see it, but as pictures. Not safe for concurrent use.</summary>
public sealed class AugmentationPreview
{
    private const int FirstEpoch = 0;
    private const int FirstBatch = 0;

    private readonly ImageAugmenter _augmenter;
    private readonly ImageAugmentation _augmentation;
    private readonly float[] _mean;
    private readonly float[] _deviation;
    private readonly int _height;
    private readonly int _width;
    private readonly int _seed;

    /// <param name="augmentation">What happens to training images.</param>
    /// <param name="input">
    /// How an image becomes the network's input; colours are normalised, augmented images are shown without that again.
    /// </param>
    /// <param name="seed">The training's seed.</param>
    /// <exception cref="ArgumentException">Values are out of range; the message lists all of them.</exception>
    public AugmentationPreview(ImageAugmentation augmentation, InputContract input, int seed)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        ArgumentNullException.ThrowIfNull(input);
        var normalization = input.Normalization;
        (_height, _width, _seed, _augmentation) = (input.Resize.Height, input.Resize.Width, seed, augmentation);
        _mean = [.. normalization.Mean.Select(value => value / normalization.Range)];
        _deviation = [.. normalization.Deviation.Select(value => value / normalization.Range)];
        _augmenter = new ImageAugmenter(augmentation, _height, _width, _mean, _deviation, seed);
        FileSize = ClassifierFiles.SizeFor(input.Resize, augmentation);
    }

    /// <summary>What image files are resized to before they are augmented: the input's size, with random crops somewhat larger.</summary>
    public ResizeRule FileSize { get; }

    /// <summary>The places of the images that a training with that seed shows first, in its order.</summary>
    /// <param name="count">Training images.</param>
    /// <param name="most">How many are wanted at the most.</param>
    /// <param name="seed">The training's seed.</param>
    public static IReadOnlyList<int> FirstOf(int count, int most, int seed) => [.. EpochBatches.Order(count, seed, FirstEpoch).Take(most)];

    /// <summary>Augments images, then mixes them as one batch.</summary>
    /// <param name="batch">Each image's place among the training images, which its random numbers depend on, and its pixels.</param>
    /// <returns>In the order of <paramref name="batch"/>.</returns>
    /// <exception cref="ArgumentException">An image has another size than the input and no transform changes it.</exception>
    public IReadOnlyList<AugmentedPicture> Apply(IReadOnlyList<(int Place, RgbImage Picture)> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Count == 0) return [];
        var length = 3 * _height * _width;
        var images = new float[batch.Count * length];
        var shares = new float[batch.Count * batch.Count]; // of which images a row is made; at first of its own alone
        for (var row = 0; row < batch.Count; row++)
        {
            var (place, picture) = batch[row];
            _augmenter.Apply(picture.Pixels, picture.Height, picture.Width, FirstEpoch, place, images.AsSpan(row * length, length));
            shares[(row * batch.Count) + row] = 1;
        }

        new AugmentedMixing(_augmentation, _height, _width, channels: 3).Mix(
            images, shares, RandomSeed.Of(_seed, RandomUse.Mixing, FirstEpoch, FirstBatch));
        return
        [
            .. Enumerable.Range(0, batch.Count).Select(row => new AugmentedPicture(
                ToPicture(images.AsSpan(row * length, length)), shares[(row * batch.Count)..((row + 1) * batch.Count)])),
        ];
    }

    private RgbImage ToPicture(ReadOnlySpan<float> input)
    {
        var pixels = new byte[input.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)Math.Clamp(MathF.Round(255 * ((input[i] * _deviation[i % 3]) + _mean[i % 3])), 0, 255);
        }

        return new RgbImage(_width, _height, pixels);
    }
}

/// <summary>An image as a network sees it.</summary>
/// <param name="Picture">Its pixels before normalisation, of the input's size.</param>
/// <param name="Shares">Of which images of the batch it is made, and of its target as well: one number per image, their sum is 1.</param>
public sealed record AugmentedPicture(RgbImage Picture, IReadOnlyList<float> Shares);
