namespace MLPipeline;

/// <summary>
/// A name beside a file's place, for what has to be complete, and tried out where that is possible, before it may stand there. What
/// was not put into its place is deleted. Source that several projects compile in.
/// </summary>
internal sealed class FileBeside : IDisposable
{
    /// <param name="path">The place; missing folders are made.</param>
    public FileBeside(string path)
    {
        Place = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(Place)!);
        Name = $"{Place}.{Path.GetRandomFileName()}.part";
    }

    public string Place { get; }

    /// <summary>Where to write it.</summary>
    public string Name { get; }

    /// <summary>Flushes the file to the disk and renames it into its place.</summary>
    /// <exception cref="IOException">The place cannot be taken.</exception>
    public void Put()
    {
        using (var stream = new FileStream(Name, FileMode.Open, FileAccess.ReadWrite))
        {
            stream.Flush(flushToDisk: true);
        }

        Replacement.Put(Name, Place);
    }

    public void Dispose() => File.Delete(Name);
}
