namespace MLPipeline.Predictor.Scoring;

/// <summary>
/// A file that grows beside its place, under a name that a later process finds again, until it is complete. While it is open no other
/// process may open it: who writes a table holds its file.
/// </summary>
internal sealed class ContinuedFile : IDisposable
{
    private const string Extension = ".part";

    private readonly string _place;

    /// <exception cref="IOException">Another process is at work on it, or the place cannot be written to.</exception>
    public ContinuedFile(string place)
    {
        _place = Path.GetFullPath(place);
        if (Directory.Exists(_place))
        {
            throw new IOException($"'{place}' is a folder; a file name is needed.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(_place)!);
        Stream = new FileStream(Beside, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    public FileStream Stream { get; }

    private string Beside => _place + Extension;

    /// <summary>
    /// Writes a small file as a whole: beside its place, to the disk, then into its place. Always under the same name beside it, so
    /// that what a killed process leaves there is overwritten by the next one.
    /// </summary>
    public static void Replace(string place, Action<Stream> write)
    {
        var beside = place + Extension;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(place))!);
        try
        {
            using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
        }
        catch
        {
            File.Delete(beside);
            throw;
        }

        Replacement.Put(beside, place, kept: beside);
    }

    /// <summary>Cuts off what was written after <paramref name="length"/>, and goes on there.</summary>
    /// <exception cref="IOException">There is less than that.</exception>
    public void ContinueAt(long length)
    {
        if (Stream.Length < length)
        {
            throw new IOException($"'{Beside}' has {Stream.Length} bytes; there were {length}.");
        }

        Stream.SetLength(length);
        Stream.Position = length;
    }

    /// <summary>Puts the file in its place.</summary>
    public void Complete()
    {
        Stream.Dispose();
        Replacement.Put(Beside, _place, kept: Beside); // where --resume looks for it
    }

    /// <summary>Whether the complete file is in its place, of that length; it is put there if that is all that is missing.</summary>
    public bool IsComplete(long length)
    {
        if (Stream.Length == length && (length > 0 || !File.Exists(_place)))
        {
            Complete();
        }
        else if (Stream.Length == 0)
        {
            Remove(); // made by looking for it
        }

        return File.Exists(_place) && new FileInfo(_place).Length == length;
    }

    public void Remove()
    {
        Stream.Dispose();
        File.Delete(Beside);
    }

    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        catch (IOException)
        {
            // A full disk: what is in the buffer is behind what was saved, and will be computed again.
        }
    }
}
