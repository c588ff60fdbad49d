using System.Buffers.Binary;

namespace MLPipeline.Datasets;

/// <summary>A numeric array whose elements come next in <see cref="Data"/>, the first dimension running fastest.</summary>
internal sealed class MatlabArray
{
    private readonly MatlabTag _tag;
    private readonly long _classOffset;
    private readonly long _valuesOffset;

    /// <param name="data">Behind the tag of the elements.</param>
    /// <param name="tag">How the elements are stored.</param>
    /// <param name="classOffset">Where the class stands, for messages.</param>
    public MatlabArray(DataStream data, MatlabTag tag, long classOffset)
    {
        (Data, _tag, _classOffset) = (data, tag, classOffset);
        _valuesOffset = tag.Small is null ? data.Offset : data.Offset - sizeof(uint);
    }

    public required string Name { get; init; }

    public required MatlabClass Class { get; init; }

    public required IReadOnlyList<int> Dimensions { get; init; }

    public required long DimensionsOffset { get; init; }

    public DataStream Data { get; }

    public long Count => Dimensions.Aggregate(1L, (product, size) => product * size);

    /// <summary>Bytes of an element; -1 for types that elements do not have.</summary>
    public static int SizeOf(MatlabType type) => type switch
    {
        MatlabType.Int8 or MatlabType.UInt8 => 1,
        MatlabType.Int16 or MatlabType.UInt16 => 2,
        MatlabType.Int32 or MatlabType.UInt32 or MatlabType.Single => 4,
        MatlabType.Double or MatlabType.Int64 or MatlabType.UInt64 => 8,
        _ => -1,
    };

    public long OffsetOf(int element) => _valuesOffset + ((long)element * SizeOf(_tag.Type));

    public DatasetException Fault(long offset, string problem) => Data.Fault(offset, problem);

    /// <exception cref="DatasetException">The elements are no unsigned bytes.</exception>
    public void ExpectBytes()
    {
        if (Class != MatlabClass.UInt8 || _tag.Type != MatlabType.UInt8)
            throw Fault(_classOffset, $"{Name} is of class {Class}, stored as {_tag.Type}, instead of UInt8");
    }

    /// <summary>All elements.</summary>
    public double[] ReadNumbers()
    {
        var size = SizeOf(_tag.Type);
        if (Count * size > Array.MaxLength)
            throw Fault(DimensionsOffset, $"{Name} would have {Count} elements");

        var bytes = new byte[Math.Max(Count * size, sizeof(uint))];
        if (_tag.Small is { } small)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, small);
        else
            Data.ReadExactly(bytes.AsSpan(0, (int)(Count * size)));

        var numbers = new double[Count];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = Number(bytes.AsSpan(i * size));

        return numbers;
    }

    private double Number(ReadOnlySpan<byte> bytes) => _tag.Type switch
    {
        MatlabType.Int8 => (sbyte)bytes[0],
        MatlabType.UInt8 => bytes[0],
        MatlabType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        MatlabType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        MatlabType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        MatlabType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        MatlabType.Single => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        MatlabType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        MatlabType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
    };
}
