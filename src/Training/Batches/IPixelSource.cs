namespace MLPipeline.Training;

/// <summary>Labelled images of one size, to learn from or to measure on. Thread-safe.</summary>
public interface IPixelSource
{
    /// <summary>Number of images.</summary>
    int Count { get; }

    /// <summary>Rows of every image.</summary>
    int Height { get; }

    /// <summary>Columns of every image.</summary>
    int Width { get; }

    /// <summary>Channels of every pixel: 1 (grey) or 3 (red, green, blue).</summary>
    int Channels { get; }

    /// <summary>The classes' names; a class's position here is its label.</summary>
    IReadOnlyList<string> Classes { get; }

    /// <summary>
    /// 64 hexadecimal digits over all pixels (or the files that they come from) and labels in their order: two sources with the same digits give the same
    /// training. A checkpoint is only continued with the data that it was made on.
    /// </summary>
    string ContentSha256 { get; }

    /// <summary>The label of an image.</summary>
    int LabelOf(int index);

    /// <summary>An image, <c>[H, W, C]</c> with the channels of a pixel side by side, 0 to 255.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <param name="scratch">H x W x C bytes for sources that do not hold their pixels in memory.</param>
    /// <returns>The source's own memory, or <paramref name="scratch"/> filled.</returns>
    ReadOnlySpan<byte> Pixels(int index, Span<byte> scratch);

    /// <summary>Says which images will be asked for next, so that a source of files can read them meanwhile. Called by one thread at a time.</summary>
    void ReadAhead(ReadOnlySpan<int> indices)
    {
    }
}
