namespace MLPipeline.Datasets;

/// <summary>
/// Finds the images of a data set and their labels. Everything that would stop the work later is looked for here and reported at once in a
/// <see cref="DatasetException"/>; image files themselves are not opened, unless their extension says nothing.
/// </summary>
public static class ImageDatasetReader
{
    /// <summary>A folder goes to <see cref="ReadFolder"/>, a file to <see cref="ReadManifest"/>.</summary>
    /// <exception cref="DatasetException">All faults of the data set.</exception>
    public static ImageDataset Read(string path, DatasetOptions? options = null)
    {
        if (File.Exists(path))
            return ReadManifest(path, options);

        if (Directory.Exists(path))
            return ReadFolder(path, options);

        throw new DatasetException(
            new DatasetFault(DatasetFaultKind.NotFound, Path.GetFullPath(path), "there is no such folder or file", "Check the spelling"));
    }

    /// <summary>
    /// Reads a folder of class folders: the folder directly below the root is the class, deeper folders belong to it. When the folders below the
    /// root are all named like parts (<c>train</c>, <c>val</c>, <c>test</c>, …) they give the images' parts and the next level gives the classes.
    /// With <see cref="DatasetOptions.LabelPattern"/> the folders have no meaning beyond the parts.
    /// </summary>
    /// <remarks>
    /// A file counts as an image when its extension is that of an image, in upper or lower case, or its first bytes are: a text file named
    /// <c>.jpg</c> is kept, for the decoder to report it. Hidden files and folders (a leading dot, or the attribute) are left out. Links are
    /// followed; one that leads back to a folder it lies in is left out. A folder without images is left out and listed.
    /// </remarks>
    /// <param name="folder">Absolute, or relative to the current directory.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="DatasetException">All faults of the data set.</exception>
    public static ImageDataset ReadFolder(string folder, DatasetOptions? options = null) =>
        new FolderReader(Path.GetFullPath(folder), options ?? new()).Read();

    /// <summary>
    /// Reads a table of <c>path, label[, split][, group]</c>: CSV with comma or semicolon, or tab-separated; UTF-8, or UTF-16 with a byte order
    /// mark; quoted as in RFC 4180. A first row that names columns (<c>path</c>, <c>label</c>, <c>split</c>, <c>group</c> or usual synonyms) is a
    /// header and fixes their order; other columns are then not looked at.
    /// </summary>
    /// <remarks>
    /// Paths are relative to the manifest's folder or absolute. Spaces around unquoted cells do not count. A row that repeats another is left out
    /// and listed; one that contradicts another is a fault. The split column is filled in for all images or for none.
    /// </remarks>
    /// <param name="file">Absolute, or relative to the current directory.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="DatasetException">All faults of the data set, each with its line.</exception>
    public static ImageDataset ReadManifest(string file, DatasetOptions? options = null) =>
        new ManifestReader(Path.GetFullPath(file), options ?? new()).Read();
}
