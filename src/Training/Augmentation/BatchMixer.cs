using System.Numerics.Tensors;

namespace MLPipeline.Training;

/// <summary>
/// Mixes the images of a batch among themselves, in place. What it does depends on seed, epoch and batch alone. Holds scratch memory: one per
/// thread.
/// </summary>
public sealed class BatchMixer
{
    private const int Use = -1; // the positions of an image's transforms count from 0

    private readonly IReadOnlyList<BatchMix> _mixes;
    private readonly int _seed;
    private float[] _last = [];

    /// <param name="augmentation">Its <see cref="ImageAugmentation.Mixes"/> count; with several, each batch takes one of them, evenly.</param>
    /// <param name="seed">The run's seed.</param>
    public BatchMixer(ImageAugmentation augmentation, int seed)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        (_mixes, _seed) = (augmentation.Mixes, seed);
    }

    /// <summary>Mixes a batch; nothing happens where the augmentation has no mixture.</summary>
    /// <param name="images"><c>[N, H, W, C]</c>, normalised, overwritten.</param>
    /// <param name="targets"><c>[N, K]</c>, a share of each class per image, overwritten.</param>
    /// <param name="count">Images N, at least 1.</param>
    /// <param name="height">Rows H.</param>
    /// <param name="width">Columns W.</param>
    /// <param name="epoch">Pass over the data.</param>
    /// <param name="batch">Number of the batch in its epoch.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public void Apply(Span<float> images, Span<float> targets, int count, int height, int width, int epoch, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (images.Length % ((long)count * height * width) != 0 || targets.Length % count != 0)
        {
            throw new ArgumentException($"{images.Length} values and {targets.Length} targets are no batch of {count} images of {height} x {width}.", nameof(images));
        }

        if (_mixes.Count == 0)
        {
            return;
        }

        var random = new KeyedRandom(_seed, epoch, batch, Use);
        var mixture = _mixes[random.NextIndex(_mixes.Count)].Choose(height, width, ref random);
        if (mixture.Window is { } window)
        {
            // A rectangle is a run of values in each of its rows.
            var channels = images.Length / (count * height * width);
            for (var y = window.Top; y < window.Top + window.Height; y++)
            {
                Blend(images, count, ((y * width) + window.Left) * channels, window.Width * channels, share: 0);
            }
        }
        else
        {
            Blend(images, count, 0, images.Length / count, (float)mixture.Share);
        }

        Blend(targets, count, 0, targets.Length / count, (float)mixture.Share);
    }

    /// <summary>
    /// Of each of <paramref name="count"/> rows, the values from <paramref name="start"/> on become
    /// <c>share · row + (1 - share) · row before</c>, all from the old values.
    /// </summary>
    private void Blend(Span<float> rows, int count, int start, int length, float share)
    {
        var stride = rows.Length / count;
        if (_last.Length < length)
        {
            _last = new float[length];
        }

        rows.Slice(((count - 1) * stride) + start, length).CopyTo(_last);
        for (var i = count - 1; i >= 0; i--)
        {
            var row = rows.Slice((i * stride) + start, length);
            ReadOnlySpan<float> partner = i > 0 ? rows.Slice(((i - 1) * stride) + start, length) : _last.AsSpan(0, length);
            if (share == 0)
            {
                partner.CopyTo(row);
            }
            else
            {
                TensorPrimitives.Multiply(row, share, row);
                TensorPrimitives.MultiplyAdd(partner, 1 - share, row, row);
            }
        }
    }
}
