using MLPipeline.Imaging;

namespace MLPipeline.Datasets;

/// <summary>Labelled images of one size, held in memory as one array of bytes. Immutable and thread-safe.</summary>
public sealed class PixelSet
{
    private readonly byte[] _pixels;
    private readonly byte[] _labels;

    /// <summary>Takes the arrays over; the caller must not write to them again.</summary>
    /// <param name="pixels"><c>[N, H, W, C]</c>: image after image, row after row, the channels of a pixel side by side.</param>
    /// <param name="labels"><c>[N]</c>, each the index of a class.</param>
    /// <param name="height">Rows H of every image.</param>
    /// <param name="width">Columns W of every image.</param>
    /// <param name="channels">1 (grey) or 3 (red, green, blue).</param>
    /// <param name="classes">The classes' names, at most 256.</param>
    /// <exception cref="ArgumentException">The sizes contradict each other, or a label has no class.</exception>
    public PixelSet(byte[] pixels, byte[] labels, int height, int width, int channels, IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classes);
        if (channels is not (1 or 3) || height < 1 || width < 1 || pixels.Length != (long)labels.Length * height * width * channels)
            throw new ArgumentException($"{pixels.Length} bytes are not {labels.Length} images of {height} x {width} pixels in {channels} channels (1 or 3).", nameof(pixels));

        if (labels.Length > 0 && labels.Max() is var largest && largest >= classes.Count)
            throw new ArgumentException($"Label {largest} is none of the {classes.Count} classes.", nameof(labels));

        (_pixels, _labels, Height, Width, Channels) = (pixels, labels, height, width, channels);
        Classes = [.. classes];
    }

    /// <value>Number of images N.</value>
    public int Count => _labels.Length;

    /// <value>Rows H of every image.</value>
    public int Height { get; }

    /// <value>Columns W of every image.</value>
    public int Width { get; }

    /// <value>Channels C of every pixel: 1 (grey) or 3 (red, green, blue).</value>
    public int Channels { get; }

    /// <value>Names of the classes; a class's position here is its label.</value>
    public IReadOnlyList<string> Classes { get; }

    /// <value><c>[N]</c>: the label of each image.</value>
    public ReadOnlySpan<byte> Labels => _labels;

    /// <summary>An image: <c>[H, W, C]</c> with the channels of a pixel side by side, 0 to 255. A view, nothing is copied.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not below <see cref="Count"/>.</exception>
    public ReadOnlySpan<byte> Pixels(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        var size = Height * Width * Channels;
        return _pixels.AsSpan(index * size, size);
    }

    /// <summary>A copy of an image in colour; of a grey one all three channels are the same.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not below <see cref="Count"/>.</exception>
    public RgbImage ToImage(int index)
    {
        var pixels = Pixels(index);
        if (Channels == 3)
            return new RgbImage(Width, Height, pixels.ToArray());

        var colour = new byte[3 * pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
            colour.AsSpan(3 * i, 3).Fill(pixels[i]);
        return new RgbImage(Width, Height, colour);
    }
}
