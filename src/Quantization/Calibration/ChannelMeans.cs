using System.Numerics.Tensors;

namespace MLPipeline.Quantization;

/// <summary>
/// Mean of each channel of a tensor <c>[1, C, …]</c> over images. They are added up in the order of the images, in whatever order they
/// come. Thread-safe for different images.
/// </summary>
internal sealed class ChannelMeans(int channels, int images)
{
    private readonly float[][] _means = new float[images][];

    /// <summary>Takes one image's numbers.</summary>
    public void Add(int image, ReadOnlySpan<float> numbers)
    {
        var places = numbers.Length / channels;
        var means = new float[channels];
        for (var channel = 0; channel < channels; channel++)
        {
            means[channel] = TensorPrimitives.Sum(numbers.Slice(channel * places, places)) / places;
        }

        _means[image] = means;
    }

    /// <summary>The means, <c>[C]</c>.</summary>
    public float[] ToArray()
    {
        var sums = new double[channels];
        foreach (var means in _means)
        {
            for (var channel = 0; channel < channels; channel++) sums[channel] += means[channel];
        }

        return [.. sums.Select(sum => (float)(sum / images))];
    }
}
