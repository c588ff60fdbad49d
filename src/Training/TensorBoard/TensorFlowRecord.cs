using System.Buffers.Binary;

namespace MLPipeline.Training;

/// <summary>
/// The frame of an entry in a TFRecord file, little-endian: length (8 bytes), checksum of the length (4), data, checksum of the data (4)
/// (<c>tensorflow/core/lib/io/record_writer.h</c>).
/// </summary>
internal static class TensorFlowRecord
{
    private const int HeadLength = sizeof(ulong) + sizeof(uint);

    public static byte[] Frame(ReadOnlySpan<byte> data)
    {
        var record = new byte[HeadLength + data.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(sizeof(ulong)), MaskedCrc32C.Of(record.AsSpan(0, sizeof(ulong))));
        data.CopyTo(record.AsSpan(HeadLength));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(HeadLength + data.Length), MaskedCrc32C.Of(data));
        return record;
    }
}
