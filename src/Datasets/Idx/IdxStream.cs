using System.Buffers.Binary;
using System.IO.Compression;

namespace MLPipeline.Datasets;

/// <summary>
/// One IDX file (the format of LeCun's MNIST page): two zero bytes, the element type (8: unsigned byte), the number of dimensions, each
/// dimension as a big-endian 32-bit integer, then the elements. Knows where it stands, for messages; offsets count unpacked bytes.
/// </summary>
internal sealed class IdxStream : IDisposable
{
    private readonly string _path;
    private readonly Stream _stream;
    private long _offset;

    /// <exception cref="DatasetException">
    /// The file is missing, unreadable, or its header is not that of unsigned bytes in <paramref name="dimensions"/> dimensions.
    /// </exception>
    public IdxStream(string path, int dimensions)
    {
        _path = path;
        _stream = Open(path);
        try
        {
            Dimensions = ReadHeader(dimensions);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    public int[] Dimensions { get; }

    /// <exception cref="DatasetException">The file ends before <paramref name="bytes"/> is full, or is no intact gzip file.</exception>
    public void ReadExactly(Span<byte> bytes)
    {
        var read = Unpack(bytes);
        if (read < bytes.Length)
            throw Fault(_offset, $"the file ends there, {bytes.Length - read} bytes of this part are missing");
    }

    /// <exception cref="DatasetException">The file goes on.</exception>
    public void ExpectEnd()
    {
        var end = _offset;
        if (Unpack(stackalloc byte[1]) > 0)
            throw Fault(end, "the file goes on behind the last element that its header promises");
    }

    public DatasetException Fault(long offset, string problem) =>
        new(new DatasetFault(DatasetFaultKind.Idx, $"{_path}, byte {offset}", problem, "Fetch the file again"));

    public void Dispose() => _stream.Dispose();

    private int[] ReadHeader(int dimensions)
    {
        Span<byte> header = stackalloc byte[4 + (4 * dimensions)];
        ReadExactly(header[..4]);
        var magic = BinaryPrimitives.ReadInt32BigEndian(header);
        if (magic != 0x800 + dimensions)
            throw Fault(0, $"the magic number is 0x{magic:X8} instead of 0x{0x800 + dimensions:X8} (unsigned bytes in {dimensions} dimensions)");

        ReadExactly(header[4..]);
        var sizes = new int[dimensions];
        long elements = 1;
        for (var d = 0; d < dimensions; d++)
        {
            sizes[d] = BinaryPrimitives.ReadInt32BigEndian(header[(4 + (4 * d))..]);
            if (sizes[d] <= 0 || (elements *= sizes[d]) > 1L << 40)
                throw Fault(4 + (4 * d), $"the size of dimension {d} is {sizes[d]}");
        }

        // A plain file tells before the first image is used; a packed one only on the way.
        var end = header.Length + elements;
        if (_stream is FileStream && _stream.Length != end)
            throw Fault(_stream.Length, $"the file ends there instead of at byte {end}, which follows from its header ({string.Join(" x ", sizes)})");

        return sizes;
    }

    private int Unpack(Span<byte> bytes)
    {
        try
        {
            var read = _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            _offset += read;
            return read;
        }
        catch (InvalidDataException e)
        {
            throw Fault(_offset, $"the gzip data cannot be unpacked from there ({e.Message.TrimEnd('.')})");
        }
        catch (IOException e)
        {
            throw Unreadable(_path, e);
        }
    }

    /// <summary>The content decides whether a file is packed, not its name.</summary>
    private static Stream Open(string path)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 64 * 1024, FileOptions.SequentialScan);
            var packed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            return packed ? new BufferedStream(new GZipStream(file, CompressionMode.Decompress), 64 * 1024) : file;
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

    private static DatasetException Unreadable(string path, Exception e) =>
        new(new DatasetFault(DatasetFaultKind.Unreadable, path, $"cannot be read ({e.Message.TrimEnd('.')})", "Grant read access to it"));
}
