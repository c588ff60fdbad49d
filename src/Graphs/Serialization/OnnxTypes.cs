using Google.Protobuf;
using MLPipeline.Graphs.Serialization.Protobuf;

namespace MLPipeline.Graphs.Serialization;

/// <summary>ONNX's numbers for element types, and its messages for the types of values.</summary>
internal static class OnnxTypes
{
    private static readonly Dictionary<int, ElementType> ByNumber = new()
    {
        [1] = ElementType.Float32,
        [2] = ElementType.UInt8,
        [3] = ElementType.Int8,
        [4] = ElementType.UInt16,
        [5] = ElementType.Int16,
        [6] = ElementType.Int32,
        [7] = ElementType.Int64,
        [8] = ElementType.String,
        [9] = ElementType.Bool,
        [10] = ElementType.Float16,
        [11] = ElementType.Float64,
        [12] = ElementType.UInt32,
        [13] = ElementType.UInt64,
        [16] = ElementType.BFloat16,
    };

    private static readonly Dictionary<ElementType, int> Numbers = ByNumber.ToDictionary(pair => pair.Value, pair => pair.Key);

    public static int NumberOf(ElementType type) => Numbers[type];

    /// <summary>The type of that number; null for numbers this library does not know (8-bit floats, 4-bit integers, complex numbers).</summary>
    public static ElementType? Find(int number) => ByNumber.TryGetValue(number, out var type) ? type : null;

    public static (ElementType? Type, TensorShape? Shape, ReadOnlyMemory<byte> Foreign) Decode(TypeProto? type)
    {
        if (type is null) return default;
        if (type.TensorType is not { } tensor) return (null, null, type.ToByteArray());
        var shape = tensor.Shape is null ? null : new TensorShape(tensor.Shape.Dim.Select(Decode));
        var elementType = Find(tensor.ElemType);

        // Kept whole when the element type says nothing to us, so that it can be written again.
        return (elementType, shape, elementType is null && tensor.ElemType != 0 ? type.ToByteArray() : default);
    }

    public static ValueInfoProto Encode(Value value)
    {
        var info = new ValueInfoProto { Name = value.Name };
        if (value.ForeignType.Length > 0)
        {
            info.Type = TypeProto.Parser.ParseFrom(value.ForeignType.Span);
        }
        else if (value.ElementType is { } elementType)
        {
            var tensor = new TypeProto.Types.Tensor { ElemType = NumberOf(elementType) };
            if (value.Shape is { } shape)
            {
                tensor.Shape = new TensorShapeProto();
                tensor.Shape.Dim.AddRange(shape.Select(Encode));
            }

            info.Type = new TypeProto { TensorType = tensor };
        }

        return info;
    }

    // Exporters write 0 and -1 for "not known yet"; a network over images has no empty tensors at its border.
    private static Dimension Decode(TensorShapeProto.Types.Dimension dimension) => dimension.ValueCase switch
    {
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue when dimension.DimValue > 0 => dimension.DimValue,
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam when !string.IsNullOrWhiteSpace(dimension.DimParam) => dimension.DimParam,
        _ => Dimension.Unknown,
    };

    private static TensorShapeProto.Types.Dimension Encode(Dimension dimension)
    {
        var encoded = new TensorShapeProto.Types.Dimension();
        if (dimension.Length is { } length) encoded.DimValue = length;
        else if (dimension.Symbol is { } symbol) encoded.DimParam = symbol;
        return encoded;
    }
}
