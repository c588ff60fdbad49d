using System.Buffers.Binary;

namespace MLPipeline.Datasets;

/// <summary>The tag of a data element: type and size of what follows. Up to four bytes may stand in the tag itself ("small data element").</summary>
/// <param name="Type">How the content is stored.</param>
/// <param name="Size">Bytes of content.</param>
/// <param name="Small">The content where it stands in the tag, its first byte lowest; else null.</param>
internal readonly record struct MatlabTag(MatlabType Type, long Size, uint? Small)
{
    public const int Bytes = 8;

    /// <summary>Bytes between this element's content and the next tag: elements begin at multiples of 8.</summary>
    public int Padding => Small is null ? (int)(-Size & 7) : 0;

    public static MatlabTag Read(DataStream data)
    {
        var start = data.Offset;
        Span<byte> bytes = stackalloc byte[Bytes];
        data.ReadExactly(bytes);
        var (first, second) = (BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]));
        var small = first >> 16;
        return small switch
        {
            0 => new((MatlabType)first, second, null),
            <= 4 => new((MatlabType)(first & 0xFFFF), small, second),
            _ => throw data.Fault(start, $"0x{first:X8} begins no data element"),
        };
    }
}
