using System.Runtime.InteropServices;
using Google.Protobuf;
using MLPipeline.Graphs.Serialization.Protobuf;

namespace MLPipeline.Graphs.Serialization;

/// <summary>Tensors from and to their ONNX messages.</summary>
internal sealed class TensorCodec(ExternalData externalData)
{
    /// <param name="tensor">The message.</param>
    /// <param name="place">What the tensor is, for error messages, such as <c>initializer 'w' of model.onnx</c>.</param>
    public TensorData Decode(TensorProto tensor, string place)
    {
        var type = OnnxTypes.Find(tensor.DataType)
            ?? throw new GraphFormatException(
                $"{place} has the ONNX element type {tensor.DataType}, which is not supported (8-bit floats, 4-bit integers and complex numbers are not). Convert the network to float32.");
        long[] dimensions = [.. tensor.Dims];
        var count = CountOf(dimensions, place);
        if (type == ElementType.String)
        {
            if (tensor.StringData.Count != count) throw WrongCount(tensor.StringData.Count, "texts");
            return TensorData.FromEncodedStrings([.. tensor.StringData.Select(text => text.Memory)], dimensions);
        }

        ReadOnlyMemory<byte> bytes;
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External) bytes = externalData.Read(tensor, count * ElementTypes.SizeOf(type), place);
        else if (tensor.RawData.Length > 0) bytes = tensor.RawData.Memory;
        else bytes = FromTypedFields(tensor, type);
        if (bytes.Length != count * ElementTypes.SizeOf(type)) throw WrongCount(bytes.Length, "bytes");
        return new TensorData(type, dimensions, bytes);

        GraphFormatException WrongCount(long found, string unit) =>
            new($"{place} is {type} {TensorShape.Of(dimensions)}, {count} elements, but holds {found} {unit}. The file is damaged; fetch or export it again.");
    }

    public static TensorProto Encode(TensorData data, string name)
    {
        var tensor = new TensorProto { Name = name, DataType = OnnxTypes.NumberOf(data.ElementType) };
        tensor.Dims.AddRange(data.Dimensions);
        if (data.ElementType == ElementType.String) tensor.StringData.AddRange(data.Strings.Select(text => UnsafeByteOperations.UnsafeWrap(text)));
        else tensor.RawData = UnsafeByteOperations.UnsafeWrap(data.Bytes);
        return tensor;
    }

    /// <summary>Puts the elements that lie in another file into the message itself.</summary>
    public void Internalize(TensorProto tensor, string place)
    {
        if (tensor.DataLocation != TensorProto.Types.DataLocation.External) return;
        var whole = Encode(Decode(tensor, place), tensor.Name);
        tensor.RawData = whole.RawData;
        tensor.ExternalData.Clear();
        tensor.DataLocation = TensorProto.Types.DataLocation.Default;
    }

    private static long CountOf(long[] dimensions, string place)
    {
        try
        {
            var count = 1L;
            foreach (var length in dimensions)
            {
                if (length < 0) throw new GraphFormatException($"{place} has a dimension of length {length}. The file is damaged; fetch or export it again.");
                count = checked(count * length);
            }

            return checked(count * sizeof(double)) / sizeof(double);
        }
        catch (OverflowException)
        {
            throw new GraphFormatException($"{place} has dimensions [{string.Join(", ", dimensions)}], more than any file can hold. The file is damaged; fetch or export it again.");
        }
    }

    // The specification packs the smaller types into int32_data and uint64_data, one element each.
    private static byte[] FromTypedFields(TensorProto tensor, ElementType type) => type switch
    {
        ElementType.Float32 => Bytes(tensor.FloatData, number => number),
        ElementType.Float64 => Bytes(tensor.DoubleData, number => number),
        ElementType.Int64 => Bytes(tensor.Int64Data, number => number),
        ElementType.UInt64 => Bytes(tensor.Uint64Data, number => number),
        ElementType.UInt32 => Bytes(tensor.Uint64Data, number => (uint)number),
        ElementType.Int32 => Bytes(tensor.Int32Data, number => number),
        ElementType.Int16 => Bytes(tensor.Int32Data, number => (short)number),
        ElementType.Int8 => Bytes(tensor.Int32Data, number => (sbyte)number),
        ElementType.UInt8 or ElementType.Bool => Bytes(tensor.Int32Data, number => (byte)number),
        _ => Bytes(tensor.Int32Data, number => (ushort)number),
    };

    private static byte[] Bytes<TStored, T>(IEnumerable<TStored> stored, Func<TStored, T> convert)
        where T : unmanaged => MemoryMarshal.AsBytes<T>(stored.Select(convert).ToArray()).ToArray();
}
