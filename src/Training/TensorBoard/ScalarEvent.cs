using System.Buffers.Binary;
using System.Text;

namespace MLPipeline.Training;

/// <summary>
/// The two messages of an event file that scalars need, in protobuf's encoding, with the field numbers of
/// <c>tensorflow/core/util/event.proto</c> and <c>tensorflow/core/framework/summary.proto</c>.
/// </summary>
internal static class ScalarEvent
{
    // Event: double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5.
    // Summary: repeated Value value = 1. Value: string tag = 1; float simple_value = 2.
    private const int WallTime = 1, Step = 2, FileVersion = 3, EventSummary = 5, SummaryValue = 1, Tag = 1, SimpleValue = 2;
    private const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;

    /// <summary>The first message of every file.</summary>
    public static byte[] Version(DateTimeOffset time)
    {
        using var message = new MemoryStream();
        WriteTime(message, time);
        WriteBytes(message, FileVersion, "brain.Event:2"u8);
        return message.ToArray();
    }

    /// <summary>Figures of one step.</summary>
    public static byte[] Scalars(DateTimeOffset time, long step, IEnumerable<(string Tag, double Value)> figures)
    {
        using var summary = new MemoryStream();
        Span<byte> number = stackalloc byte[sizeof(float)];
        foreach (var (tag, value) in figures)
        {
            using var entry = new MemoryStream();
            WriteBytes(entry, Tag, Encoding.UTF8.GetBytes(tag));
            WriteKey(entry, SimpleValue, Fixed32);
            BinaryPrimitives.WriteSingleLittleEndian(number, (float)value);
            entry.Write(number);
            WriteBytes(summary, SummaryValue, entry.ToArray());
        }

        using var message = new MemoryStream();
        WriteTime(message, time);
        WriteKey(message, Step, Varint);
        WriteVarint(message, (ulong)step);
        WriteBytes(message, EventSummary, summary.ToArray());
        return message.ToArray();
    }

    private static void WriteTime(MemoryStream message, DateTimeOffset time)
    {
        WriteKey(message, WallTime, Fixed64);
        Span<byte> seconds = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(seconds, (time - DateTimeOffset.UnixEpoch).TotalSeconds);
        message.Write(seconds);
    }

    private static void WriteBytes(MemoryStream message, int field, ReadOnlySpan<byte> content)
    {
        WriteKey(message, field, Bytes);
        WriteVarint(message, (ulong)content.Length);
        message.Write(content);
    }

    private static void WriteKey(MemoryStream message, int field, int kind) => WriteVarint(message, (ulong)((field << 3) | kind));

    /// <summary>Seven bits to a byte, the lowest first; the highest bit says that more follow.</summary>
    private static void WriteVarint(MemoryStream message, ulong value)
    {
        for (; value >= 0x80; value >>= 7) message.WriteByte((byte)(value | 0x80));
        message.WriteByte((byte)value);
    }
}
