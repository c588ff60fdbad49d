namespace MLPipeline.Datasets;

/// <summary>
/// Reads grey images and their labels from a pair of IDX files, one after the other, in memory for one image. For one thread.
/// </summary>
public sealed class IdxReader : IDisposable
{
    private readonly IdxStream _images;
    private readonly IdxStream _labels;
    private readonly byte[] _label = new byte[1];

    /// <summary>Opens both files and checks that they belong together.</summary>
    /// <exception cref="DatasetException">
    /// A file is missing or damaged, or the files disagree on the number of images; each with the offset of the byte concerned, in packed files
    /// of the unpacked byte.
    /// </exception>
    public IdxReader(IdxFiles files)
    {
        _images = new IdxStream(files.Images, dimensions: 3);
        try
        {
            _labels = new IdxStream(files.Labels, dimensions: 1);
            (Count, Height, Width) = (_images.Dimensions[0], _images.Dimensions[1], _images.Dimensions[2]);
            if ((long)Height * Width > Array.MaxLength)
                throw _images.Fault(8, $"an image would have {Height} x {Width} pixels");

            if (_labels.Dimensions[0] != Count)
                throw _labels.Fault(4, $"there are {_labels.Dimensions[0]} labels for the {Count} images in {files.Images}");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <value>Number of images N.</value>
    public int Count { get; }

    /// <value>Rows H of every image.</value>
    public int Height { get; }

    /// <value>Columns W of every image.</value>
    public int Width { get; }

    /// <value>Images read so far.</value>
    public int Position { get; private set; }

    /// <summary>Reads the next image.</summary>
    /// <param name="image">Takes <c>[H, W]</c> grey values, rows first, 0 to 255 as the file has them (in MNIST 0 is the background).</param>
    /// <param name="label">Takes its label, 0 to 255.</param>
    /// <returns>False, with nothing written, behind the last image.</returns>
    /// <exception cref="ArgumentException"><paramref name="image"/> is not H · W long.</exception>
    /// <exception cref="DatasetException">A file is damaged.</exception>
    public bool Read(Span<byte> image, out int label)
    {
        if (image.Length != Height * Width)
            throw new ArgumentException($"{image.Length} bytes cannot take an image of {Height} x {Width}.", nameof(image));

        label = 0;
        if (Position == Count)
            return false;

        _images.ReadExactly(image);
        _labels.ReadExactly(_label);
        label = _label[0];
        Position++;
        if (Position == Count)
        {
            _images.ExpectEnd();
            _labels.ExpectEnd();
        }

        return true;
    }

    /// <summary>Reads a label file at once: <c>[N]</c>, 0 to 255.</summary>
    /// <exception cref="DatasetException">The file is missing or damaged.</exception>
    public static byte[] ReadLabels(string path)
    {
        using var stream = new IdxStream(path, dimensions: 1);
        var labels = new byte[stream.Dimensions[0]];
        stream.ReadExactly(labels);
        stream.ExpectEnd();
        return labels;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _images.Dispose();
        _labels?.Dispose();
    }
}
