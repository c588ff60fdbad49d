using System.Text;

namespace MLPipeline.Training.Tests;

/// <summary>An event as TensorBoard sees it.</summary>
internal sealed record EventEntry(double WallTime, long Step, string? Version, IReadOnlyList<(string Tag, float Value)> Scalars);

/// <summary>
/// Reads TensorBoard's event files, slowly and from the format's description: records with two checksums around messages in protobuf's
/// encoding. The checksum is divided out bit by bit, after the polynomial x^32 + x^28 + x^27 + … of RFC 3720, appendix B.4.
/// </summary>
internal static class EventFileReader
{
    public static List<EventEntry> Read(string file)
    {
        var entries = new List<EventEntry>();
        using var reader = new BinaryReader(File.OpenRead(file));
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            var length = reader.ReadBytes(8);
            Assert.Equal(reader.ReadUInt32(), Masked(length));
            var data = reader.ReadBytes((int)BitConverter.ToUInt64(length));
            Assert.Equal(reader.ReadUInt32(), Masked(data));
            entries.Add(Entry(data));
        }

        return entries;
    }

    public static uint Crc32C(ReadOnlySpan<byte> data)
    {
        var crc = 0xFFFF_FFFFu;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x82F6_3B78;
        }

        return ~crc;
    }

    public static uint Masked(ReadOnlySpan<byte> data)
    {
        var crc = Crc32C(data);
        return unchecked(((crc >> 15) | (crc << 17)) + 0xA282_EAD8);
    }

    private static EventEntry Entry(byte[] message)
    {
        var (time, step, version, scalars) = (0.0, 0L, (string?)null, new List<(string, float)>());
        foreach (var (field, number, content) in Fields(message))
        {
            switch (field)
            {
                case 1: time = BitConverter.UInt64BitsToDouble(number); break;
                case 2: step = (long)number; break;
                case 3: version = Encoding.UTF8.GetString(content); break;
                case 5: scalars.AddRange(Fields(content).Select(value => Scalar(value.Content))); break;
                default: Assert.Fail($"Event has no field {field}."); break;
            }
        }

        return new EventEntry(time, step, version, scalars);
    }

    private static (string, float) Scalar(byte[] message)
    {
        var fields = Fields(message).ToDictionary(field => field.Field);
        Assert.Equal([1, 2], fields.Keys.Order());
        return (Encoding.UTF8.GetString(fields[1].Content), BitConverter.UInt32BitsToSingle((uint)fields[2].Number));
    }

    private static List<(int Field, ulong Number, byte[] Content)> Fields(byte[] message)
    {
        var fields = new List<(int, ulong, byte[])>();
        using var reader = new BinaryReader(new MemoryStream(message));
        while (reader.BaseStream.Position < message.Length)
        {
            var key = reader.Read7BitEncodedInt64();
            fields.Add(((int)(key >> 3), (key & 7) switch
            {
                0 => (ulong)reader.Read7BitEncodedInt64(),
                1 => reader.ReadUInt64(),
                5 => reader.ReadUInt32(),
                2 => 0,
                var kind => throw new InvalidDataException($"wire type {kind}"),
            }, (key & 7) == 2 ? reader.ReadBytes((int)reader.Read7BitEncodedInt64()) : []));
        }

        return fields;
    }
}
