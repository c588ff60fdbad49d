namespace MLPipeline.Training;

/// <summary>
/// Makes a network's input from the bytes of an image: transforms, then normalisation. What the transforms do depends on seed, epoch and index
/// alone, not on the order of the images or the number of threads. Holds scratch memory that grows to the largest image and nothing else is
/// allocated: one per thread.
/// </summary>
public sealed class ImageAugmenter
{
    private const int Values = 256;

    private readonly IReadOnlyList<ImageTransform> _transforms;
    private readonly WorkingImage _image;
    private readonly float[] _normalized;
    private readonly int _seed;

    /// <param name="augmentation">What to do; only its transforms count here.</param>
    /// <param name="height">Rows H of the network's input.</param>
    /// <param name="width">Columns W of the network's input.</param>
    /// <param name="mean">Mean of each channel, 1 or 3, for pixels from 0 to 1.</param>
    /// <param name="deviation">Deviation of each channel, as many as means, above 0.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ArgumentException">Values are out of range; the message lists all of them.</exception>
    public ImageAugmenter(ImageAugmentation augmentation, int height, int width, IReadOnlyList<float> mean, IReadOnlyList<float> deviation, int seed)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(deviation);
        var faults = augmentation.Faults().Concat(FaultsOf(height, width, mean, deviation)).ToList();
        if (faults.Count > 0)
        {
            throw new ArgumentException($"Images cannot be prepared like this: {string.Join(" ", faults)}", nameof(augmentation));
        }

        _transforms = [.. augmentation.Transforms];
        _image = new WorkingImage(height, width, [.. mean.Select(value => (byte)Math.Clamp(Math.Round(255 * value), 0, 255))]);
        _normalized = new float[Values * mean.Count];
        _seed = seed;
        for (var c = 0; c < mean.Count; c++)
        {
            for (var v = 0; v < Values; v++)
            {
                _normalized[(c * Values) + v] = (float)(((v / 255.0) - mean[c]) / deviation[c]);
            }
        }
    }

    /// <summary>Prepares one image.</summary>
    /// <param name="pixels"><c>[h, w, C]</c>, the channels of a pixel side by side; not changed.</param>
    /// <param name="height">Rows h of the image.</param>
    /// <param name="width">Columns w of the image.</param>
    /// <param name="epoch">Pass over the data.</param>
    /// <param name="index">The image's index in the data set.</param>
    /// <param name="target">Takes <c>[H, W, C]</c>: (v / 255 - mean) / deviation.</param>
    /// <exception cref="ArgumentException">A length does not fit, or the image has another size than the input and no transform changes it.</exception>
    public void Apply(ReadOnlySpan<byte> pixels, int height, int width, int epoch, int index, Span<float> target)
    {
        if (height < 1 || width < 1 || pixels.Length != (long)height * width * _image.Channels)
        {
            throw new ArgumentException($"{pixels.Length} bytes are no image of {height} x {width} in {_image.Channels} channels.", nameof(pixels));
        }

        if (target.Length != _image.OutputHeight * _image.OutputWidth * _image.Channels)
        {
            throw new ArgumentException($"{target.Length} values cannot take an input of {_image.OutputHeight} x {_image.OutputWidth} in {_image.Channels} channels.", nameof(target));
        }

        _image.Load(pixels, height, width);
        for (var i = 0; i < _transforms.Count; i++)
        {
            var random = new KeyedRandom(_seed, epoch, index, i);
            _transforms[i].Apply(_image, ref random);
        }

        if ((_image.Height, _image.Width) != (_image.OutputHeight, _image.OutputWidth))
        {
            throw new ArgumentException(
                $"An image of {height} x {width} is no input of {_image.OutputHeight} x {_image.OutputWidth}: resize it first, or use resized-crop.", nameof(pixels));
        }

        Normalize(_image.Pixels, target);
    }

    private void Normalize(ReadOnlySpan<byte> pixels, Span<float> target)
    {
        if (_image.Channels == 1)
        {
            ReadOnlySpan<float> grey = _normalized.AsSpan(0, Values);
            for (var i = 0; i < pixels.Length; i++)
            {
                target[i] = grey[pixels[i]];
            }

            return;
        }

        ReadOnlySpan<float> red = _normalized.AsSpan(0, Values);
        ReadOnlySpan<float> green = _normalized.AsSpan(Values, Values);
        ReadOnlySpan<float> blue = _normalized.AsSpan(2 * Values, Values);
        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            target[i] = red[pixels[i]];
            target[i + 1] = green[pixels[i + 1]];
            target[i + 2] = blue[pixels[i + 2]];
        }
    }

    private static IEnumerable<string> FaultsOf(int height, int width, IReadOnlyList<float> mean, IReadOnlyList<float> deviation)
    {
        if (height < 1 || width < 1)
        {
            yield return $"The input is {height} x {width}; both must be at least 1.";
        }

        if (mean.Count is not (1 or 3) || deviation.Count != mean.Count)
        {
            yield return $"There are {mean.Count} means and {deviation.Count} deviations; there must be 1 or 3 of each.";
        }

        if (!mean.All(float.IsFinite) || !deviation.All(value => value > 0 && float.IsFinite(value)))
        {
            yield return $"Means ({string.Join(", ", mean)}) must be finite, deviations ({string.Join(", ", deviation)}) above 0.";
        }
    }
}
