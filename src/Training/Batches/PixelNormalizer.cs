using System.Globalization;

namespace MLPipeline.Training;

/// <summary><c>(pixel / 255 - mean) / deviation</c> per channel, nothing else: how images are prepared that are measured on. Immutable and thread-safe.</summary>
public sealed class PixelNormalizer : IPixelPreparation
{
    private readonly float[][] _table;

    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="mean">One number per channel, for pixels from 0 to 1.</param>
    /// <param name="deviation">One number above 0 per channel.</param>
    /// <exception cref="ArgumentException">The lists differ in length, or a number is not usable.</exception>
    public PixelNormalizer(int height, int width, IReadOnlyList<float> mean, IReadOnlyList<float> deviation)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(deviation);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        var (means, deviations) = (Numbers(mean), Numbers(deviation));
        if (mean.Count == 0 || mean.Count != deviation.Count || mean.Any(value => !float.IsFinite(value)) || deviation.Any(value => !(value > 0) || !float.IsFinite(value)))
        {
            throw new ArgumentException($"Mean [{means}] and deviation [{deviations}] must be one number per channel, the deviation above 0.", nameof(deviation));
        }

        _table = [.. mean.Zip(deviation, (m, d) => Enumerable.Range(0, 256).Select(pixel => ((pixel / 255f) - m) / d).ToArray())];
        OutputLength = height * width * mean.Count;
        Description = string.Create(CultureInfo.InvariantCulture, $"{height} x {width}, mean {means}, deviation {deviations}");
    }

    /// <inheritdoc/>
    public int OutputLength { get; }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public void Prepare(ReadOnlySpan<byte> pixels, ImageOccurrence occurrence, Span<float> destination, int worker)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, OutputLength, nameof(pixels));
        for (var channel = 0; channel < _table.Length; channel++)
        {
            var table = _table[channel];
            for (var i = channel; i < pixels.Length; i += _table.Length) destination[i] = table[pixels[i]];
        }
    }

    private static string Numbers(IReadOnlyList<float> values) => string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
}
