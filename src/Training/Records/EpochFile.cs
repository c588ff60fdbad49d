namespace MLPipeline.Training;

/// <summary>
/// A file that grows by a piece per epoch. It is written anew when a run begins or is continued, with what was done before, and appended to
/// afterwards: so it has every epoch once, whenever the process before was ended and whatever it had written until then.
/// </summary>
internal sealed class EpochFile(string path) : IDisposable
{
    private FileStream? _stream;

    /// <summary>Replaces the file by its beginning.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Begin(byte[] content)
    {
        _stream?.Dispose();
        WholeFile.Write(path, stream => stream.Write(content));
        _stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
    }

    /// <summary>Adds a piece, which is on the disk afterwards.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Append(ReadOnlySpan<byte> content)
    {
        _stream!.Write(content);
        _stream.Flush(flushToDisk: true);
    }

    public void Dispose() => _stream?.Dispose();
}
