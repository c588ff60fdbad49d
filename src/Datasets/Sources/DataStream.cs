using System.IO.Compression;

namespace MLPipeline.Datasets;

/// <summary>
/// One file of a data set, read from front to back. Knows its name and where it stands, so that whatever is wrong is reported with its offset;
/// offsets count unpacked bytes.
/// </summary>
internal sealed class DataStream : IDisposable
{
    private readonly Stream _stream;
    private readonly DatasetFaultKind _kind;

    /// <param name="name">The path, for messages.</param>
    /// <param name="stream">The content; disposed with this object.</param>
    /// <param name="length">Bytes in all; null where only the end of the stream tells.</param>
    /// <param name="kind">The kind of every fault in the content.</param>
    public DataStream(string name, Stream stream, long? length, DatasetFaultKind kind)
    {
        (Name, _stream, Length, _kind) = (name, stream, length, kind);
    }

    public string Name { get; }

    public long? Length { get; }

    /// <summary>Unpacked bytes read so far.</summary>
    public long Offset { get; private set; }

    /// <summary>Opens a file as it is.</summary>
    /// <exception cref="DatasetException">It is missing or unreadable.</exception>
    public static DataStream Open(string path, DatasetFaultKind kind)
    {
        var file = OpenFile(path);
        return new(path, file, file.Length, kind);
    }

    /// <summary>Opens a file that may be packed by gzip: its content decides, not its name.</summary>
    /// <inheritdoc cref="Open"/>
    public static DataStream OpenPacked(string path, DatasetFaultKind kind)
    {
        var file = OpenFile(path);
        try
        {
            var packed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            return packed
                ? new(path, new BufferedStream(new GZipStream(file, CompressionMode.Decompress), 64 * 1024), null, kind)
                : new(path, file, file.Length, kind);
        }
        catch (IOException e)
        {
            file.Dispose();
            throw Unreadable(path, e);
        }
    }

    /// <exception cref="DatasetException">The file is missing or unreadable.</exception>
    public static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 64 * 1024, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DatasetException(new DatasetFault(DatasetFaultKind.NotFound, path, "there is no such file", "Check the spelling, or fetch the file"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    /// <exception cref="DatasetException">The file ends before <paramref name="bytes"/> is full, or cannot be unpacked.</exception>
    public void ReadExactly(Span<byte> bytes)
    {
        var read = Read(bytes);
        if (read < bytes.Length)
            throw Fault(Offset, $"the file ends there, {bytes.Length - read} bytes of this part are missing");
    }

    /// <summary>Reads until <paramref name="bytes"/> is full or the file ends.</summary>
    /// <returns>Bytes read.</returns>
    /// <exception cref="DatasetException">The file cannot be unpacked.</exception>
    public int Read(Span<byte> bytes)
    {
        try
        {
            var read = _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            Offset += read;
            return read;
        }
        catch (InvalidDataException e)
        {
            throw Fault(Offset, $"the packed data cannot be unpacked from there ({e.Message.TrimEnd('.')})");
        }
        catch (IOException e)
        {
            throw Unreadable(Name, e);
        }
    }

    /// <inheritdoc cref="ReadExactly"/>
    public void Skip(long count)
    {
        Span<byte> unused = stackalloc byte[4096];
        for (; count > 0; count -= Math.Min(count, unused.Length))
            ReadExactly(unused[..(int)Math.Min(count, unused.Length)]);
    }

    /// <exception cref="DatasetException">The file goes on.</exception>
    public void ExpectEnd()
    {
        var end = Offset;
        if (Read(stackalloc byte[1]) > 0)
            throw Fault(end, "the file goes on behind the last element");
    }

    public DatasetException Fault(long offset, string problem) =>
        new(new DatasetFault(_kind, $"{Name}, byte {offset}", problem, "Fetch the file again"));

    public void Dispose() => _stream.Dispose();

    public static DatasetException Unreadable(string path, Exception e) =>
        new(new DatasetFault(DatasetFaultKind.Unreadable, path, $"cannot be read ({e.Message.TrimEnd('.')})", "Grant read access to it"));
}
