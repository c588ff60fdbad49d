using System.Buffers;
using System.Text;

namespace MLPipeline.Runtime.Rewriting;

/// <summary>Writes a message in protocol buffers' wire format.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Number(int field, long value)
    {
        Varint((ulong)(field << 3));
        Varint((ulong)value);
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        BytesAhead(field, value.Length);
        _bytes.Write(value);
    }

    /// <summary>Announces a value whose bytes follow.</summary>
    public void BytesAhead(int field, int length)
    {
        Varint(((ulong)field << 3) | (ulong)WireKind.Bytes);
        Varint((ulong)length);
    }

    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Whole fields as they are.</summary>
    public void Raw(ReadOnlySpan<byte> fields) => _bytes.Write(fields);

    public byte[] ToArray() => Written.ToArray();

    private void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            _bytes.Write([(byte)(value | 0x80)]);
            value >>= 7;
        }

        _bytes.Write([(byte)value]);
    }
}
