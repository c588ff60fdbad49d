using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace MLPipeline.Graphs;

/// <summary>
/// A constant tensor: element type, lengths of its dimensions, and the elements in row-major order (last dimension fastest) as
/// little-endian bytes. Immutable, provided that the memory it was made from is left alone; safe to share between graphs and threads.
/// </summary>
public sealed class TensorData
{
    private readonly long[] _dimensions;
    private readonly ReadOnlyMemory<byte>[]? _strings;

    /// <summary>A tensor over <paramref name="bytes"/>, which is kept, not copied.</summary>
    /// <exception cref="ArgumentException">The bytes are not as many as the dimensions and the type ask for, or the type is text.</exception>
    public TensorData(ElementType elementType, ReadOnlySpan<long> dimensions, ReadOnlyMemory<byte> bytes)
    {
        var size = ElementTypes.SizeOf(elementType);
        Count = CountOf(dimensions);
        if (bytes.Length != Count * size)
        {
            throw new ArgumentException(
                $"A {elementType} tensor {TensorShape.Of(dimensions)} has {Count * size} bytes; {bytes.Length} were given.", nameof(bytes));
        }

        ElementType = elementType;
        Bytes = bytes;
        _dimensions = dimensions.ToArray();
    }

    private TensorData(ReadOnlySpan<long> dimensions, ReadOnlyMemory<byte>[] strings)
    {
        Count = CountOf(dimensions);
        if (strings.Length != Count)
        {
            throw new ArgumentException($"A tensor {TensorShape.Of(dimensions)} has {Count} texts; {strings.Length} were given.", nameof(strings));
        }

        ElementType = ElementType.String;
        _dimensions = dimensions.ToArray();
        _strings = strings;
    }

    /// <summary>What the elements are.</summary>
    public ElementType ElementType { get; }

    /// <summary>The lengths, outermost first; empty for a scalar.</summary>
    public IReadOnlyList<long> Dimensions => _dimensions;

    /// <summary>The same lengths as a shape.</summary>
    public TensorShape Shape => TensorShape.Of(_dimensions);

    /// <summary>The number of elements; 1 for a scalar.</summary>
    public long Count { get; }

    /// <summary>The elements as little-endian bytes; empty for text.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>UTF-8 bytes of each text; empty for numbers.</summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>> Strings => _strings ?? [];

    /// <summary>A <see cref="ElementType.Float32"/> tensor; the numbers are copied. Without dimensions: a scalar.</summary>
    /// <exception cref="ArgumentException">The number of values does not fit the dimensions.</exception>
    public static TensorData FromFloats(ReadOnlySpan<float> values, params ReadOnlySpan<long> dimensions) =>
        From(ElementType.Float32, values, dimensions);

    /// <summary>An <see cref="ElementType.Int64"/> tensor; the numbers are copied. Without dimensions: a scalar.</summary>
    /// <exception cref="ArgumentException">The number of values does not fit the dimensions.</exception>
    public static TensorData FromInt64s(ReadOnlySpan<long> values, params ReadOnlySpan<long> dimensions) =>
        From(ElementType.Int64, values, dimensions);

    /// <summary>A tensor of text. Without dimensions: a scalar.</summary>
    /// <exception cref="ArgumentException">The number of values does not fit the dimensions.</exception>
    public static TensorData FromStrings(IReadOnlyList<string> values, params ReadOnlySpan<long> dimensions) =>
        FromEncodedStrings([.. values.Select(value => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(value))], dimensions);

    /// <summary>The numbers where they lie, without a copy.</summary>
    /// <exception cref="InvalidOperationException">The tensor's elements are not <typeparamref name="T"/>.</exception>
    public ReadOnlySpan<T> AsSpan<T>()
        where T : unmanaged
    {
        if (!ElementTypes.Holds<T>(ElementType))
        {
            throw new InvalidOperationException($"The tensor holds {ElementType}, which cannot be read as {typeof(T).Name}.");
        }

        return MemoryMarshal.Cast<byte, T>(Bytes.Span);
    }

    /// <summary>A copy of the numbers as 32-bit floats; any element type except text converts, to the nearest float.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds text.</exception>
    public float[] ToFloats()
    {
        var values = new float[Count];
        var bytes = Bytes.Span;
        switch (ElementType)
        {
            case ElementType.Float32:
                AsSpan<float>().CopyTo(values);
                break;
            case ElementType.Float64:
                for (var i = 0; i < values.Length; i++) values[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(i * 8)..]);
                break;
            case ElementType.Float16:
                for (var i = 0; i < values.Length; i++) values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(i * 2)..]);
                break;
            case ElementType.BFloat16:
                for (var i = 0; i < values.Length; i++) values[i] = BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * 2)..]) << 16);
                break;
            case ElementType.UInt64:
                for (var i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * 8)..]);
                break;
            default:
                for (var i = 0; i < values.Length; i++) values[i] = IntegerAt(i);
                break;
        }

        return values;
    }

    /// <summary>A copy of the numbers as 64-bit integers; every integer type and Bool converts.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds text, or numbers that are not integers.</exception>
    public long[] ToInt64s()
    {
        var values = new long[Count];
        for (var i = 0; i < values.Length; i++) values[i] = IntegerAt(i);
        return values;
    }

    /// <summary>A copy of the texts.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds numbers.</exception>
    public string[] ToStrings()
    {
        if (_strings is null) throw new InvalidOperationException($"The tensor holds {ElementType}, not text.");
        return [.. _strings.Select(text => Encoding.UTF8.GetString(text.Span))];
    }

    /// <summary>The same elements under other dimensions of the same product.</summary>
    /// <exception cref="ArgumentException">The number of elements would change.</exception>
    public TensorData Reshape(params ReadOnlySpan<long> dimensions) =>
        _strings is null ? new TensorData(ElementType, dimensions, Bytes) : new TensorData(dimensions, _strings);

    /// <summary>Such as <c>Float32 [64, 3, 7, 7]</c>.</summary>
    public override string ToString() => $"{ElementType} {Shape}";

    internal static TensorData FromEncodedStrings(ReadOnlyMemory<byte>[] values, ReadOnlySpan<long> dimensions) => new(dimensions, values);

    internal static TensorData From<T>(ElementType type, ReadOnlySpan<T> values, ReadOnlySpan<long> dimensions)
        where T : unmanaged => new(type, dimensions, MemoryMarshal.AsBytes(values).ToArray());

    internal bool ContentEquals(TensorData other) =>
        ReferenceEquals(this, other)
        || (ElementType == other.ElementType
            && _dimensions.AsSpan().SequenceEqual(other._dimensions)
            && Bytes.Span.SequenceEqual(other.Bytes.Span)
            && Strings.Count == other.Strings.Count
            && Strings.Zip(other.Strings).All(pair => pair.First.Span.SequenceEqual(pair.Second.Span)));

    private static long CountOf(ReadOnlySpan<long> dimensions)
    {
        var count = 1L;
        foreach (var length in dimensions)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(dimensions));
            count = checked(count * length);
        }

        return count;
    }

    private long IntegerAt(int index)
    {
        var bytes = Bytes.Span;
        return ElementType switch
        {
            ElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes[(index * 8)..]),
            ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes[(index * 4)..]),
            ElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes[(index * 4)..]),
            ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes[(index * 2)..]),
            ElementType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes[(index * 2)..]),
            ElementType.Int8 => (sbyte)bytes[index],
            ElementType.UInt8 or ElementType.Bool => bytes[index],
            ElementType.UInt64 => checked((long)BinaryPrimitives.ReadUInt64LittleEndian(bytes[(index * 8)..])),
            _ => throw new InvalidOperationException($"The tensor holds {ElementType}, not integers."),
        };
    }
}
