namespace MLPipeline.Datasets;

/// <summary>A published set of small images: what it holds, where its files come from, and how networks are usually trained on it.</summary>
public sealed record KnownPixelSet
{
    internal KnownPixelSet(PixelFormat format, params IReadOnlyList<string> usualFolders) => (Format, UsualFolders) = (format, usualFolders);

    /// <value>What the user calls it, e.g. <c>cifar10</c>.</value>
    public required string Name { get; init; }

    /// <value>What its authors call it, e.g. <c>CIFAR-10</c>.</value>
    public required string Title { get; init; }

    /// <value>Rows of every image.</value>
    public required int Height { get; init; }

    /// <value>Columns of every image.</value>
    public required int Width { get; init; }

    /// <value>1 (grey) or 3 (red, green, blue).</value>
    public required int Channels { get; init; }

    /// <value>Images in the published training part. Not demanded of the files: smaller sets of the same layout are read too.</value>
    public required int TrainImages { get; init; }

    /// <value>Images in the published test part.</value>
    public required int TestImages { get; init; }

    /// <value>Names of the classes; a class's position here is its label.</value>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <value>Mean of each channel over the training part, for pixels from 0 to 1.</value>
    public required IReadOnlyList<float> Mean { get; init; }

    /// <value>Standard deviation of each channel over the training part, for pixels from 0 to 1.</value>
    public required IReadOnlyList<float> Deviation { get; init; }

    /// <value>The augmentation that published results use, as <c>--augment</c> takes it, e.g. <c>pad-crop:4,flip</c>.</value>
    public required string Augmentation { get; init; }

    /// <value>The published files: single ones, or one archive.</value>
    public required IReadOnlyList<PublishedFile> Files { get; init; }

    /// <value>Folder below the data folder that downloads go to: sets may have files of the same names.</value>
    public required string DownloadFolder { get; init; }

    /// <summary>Folders below the data folder that other programs unpack to; looked through before the data folder itself.</summary>
    internal IReadOnlyList<string> UsualFolders { get; init; }

    internal PixelFormat Format { get; init; }

    internal int ImageBytes => Height * Width * Channels;

    /// <summary>
    /// Reads one part. The files are looked for in <paramref name="folder"/> and in its usual sub-folders (<c>mnist</c>, <c>MNIST/raw</c>,
    /// <c>cifar-10-batches-bin</c>, …); where they are published in an archive, the archive itself will do.
    /// </summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="part">Which part.</param>
    /// <returns>The images in the order of the files.</returns>
    /// <exception cref="DatasetException">Files are missing (the message lists them and their addresses), or one is damaged (with the offset of
    /// the byte).</exception>
    public PixelSet Read(string folder, PixelPart part) =>
        Format.Read(PixelSetLocation.Find(this, folder, part) ?? throw PixelSetLocation.Missing(this, folder, part), part, this);

    /// <summary>Whether both parts lie in <paramref name="folder"/>; the files are not opened.</summary>
    public bool IsIn(string folder) => Enum.GetValues<PixelPart>().All(part => PixelSetLocation.Find(this, folder, part) is not null);
}
