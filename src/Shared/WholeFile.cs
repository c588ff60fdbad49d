namespace MLPipeline;

/// <summary>
/// Files that are either complete or not there: written beside their place, flushed to the disk, then renamed into it. Source that
/// several projects compile in.
/// </summary>
internal static class WholeFile
{
    /// <summary>Writes a file; missing folders are made, and an older file stays until the new one is complete.</summary>
    /// <exception cref="IOException">It cannot be written; nothing is left behind.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        using var file = new FileBeside(path);
        using (var stream = new FileStream(file.Name, FileMode.CreateNew, FileAccess.Write))
        {
            write(stream);
        }

        file.Put();
    }
}
