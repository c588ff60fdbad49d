using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace MLPipeline.Training;

/// <summary>
/// The layout of a cache file, little-endian: a header of 64 bytes (magic, version, width, count), <c>count</c> rows of <c>width</c>
/// floats, then <c>count</c> index entries sorted by content hash (hash, row number, checksum of the row).
/// </summary>
internal static class FeatureSegmentFormat
{
    public const int HeaderSize = 64;
    public const int EntrySize = 40;
    public const int HashSize = 32;
    public const string Extension = ".features";
    public const string TemporaryExtension = ".tmp";
    private const ulong Magic = 0x3154_4145_4650_4C4D; // "MLPFEAT1"

    public static void WriteHeader(Span<byte> header, int width, int count)
    {
        header.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], width);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], count);
    }

    /// <summary>The number of rows, or null when this is no complete file for rows of that width.</summary>
    public static int? ReadHeader(ReadOnlySpan<byte> header, int width, long fileLength)
    {
        if (header.Length < HeaderSize || BinaryPrimitives.ReadUInt64LittleEndian(header) != Magic || BinaryPrimitives.ReadInt32LittleEndian(header[8..]) != width)
        {
            return null;
        }

        var count = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        return count > 0 && fileLength == HeaderSize + (count * ((width * 4L) + EntrySize)) ? count : null;
    }

    /// <summary>CRC-32C of a row: finds damage of the medium, which a complete file can still have.</summary>
    public static uint Checksum(ReadOnlySpan<float> row)
    {
        var bytes = MemoryMarshal.AsBytes(row);
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        return bytes.Length == 4 ? BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt32LittleEndian(bytes)) : crc;
    }
}
