using System.Buffers.Binary;

namespace MLPipeline.Datasets;

/// <summary>
/// One IDX file (the format of LeCun's MNIST page): two zero bytes, the element type (8: unsigned byte), the number of dimensions, each
/// dimension as a big-endian 32-bit integer, then the elements.
/// </summary>
internal sealed class IdxStream : IDisposable
{
    private readonly DataStream _data;

    /// <exception cref="DatasetException">
    /// The file is missing, unreadable, or its header is not that of unsigned bytes in <paramref name="dimensions"/> dimensions.
    /// </exception>
    public IdxStream(string path, int dimensions)
        : this(DataStream.OpenPacked(path, DatasetFaultKind.Idx), dimensions)
    {
    }

    /// <param name="data">Disposed with this object.</param>
    /// <param name="dimensions">The number that is expected.</param>
    /// <exception cref="DatasetException">The header is another one.</exception>
    public IdxStream(DataStream data, int dimensions)
    {
        _data = data;
        try
        {
            Dimensions = ReadHeader(dimensions);
        }
        catch
        {
            _data.Dispose();
            throw;
        }
    }

    public int[] Dimensions { get; }

    /// <inheritdoc cref="DataStream.ReadExactly"/>
    public void ReadExactly(Span<byte> bytes) => _data.ReadExactly(bytes);

    /// <inheritdoc cref="DataStream.ExpectEnd"/>
    public void ExpectEnd() => _data.ExpectEnd();

    /// <inheritdoc cref="DataStream.Fault"/>
    public DatasetException Fault(long offset, string problem) => _data.Fault(offset, problem);

    public void Dispose() => _data.Dispose();

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
        if (_data.Length is { } length && length != end)
            throw Fault(length, $"the file ends there instead of at byte {end}, which follows from its header ({string.Join(" x ", sizes)})");

        return sizes;
    }
}
