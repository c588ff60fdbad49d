namespace MLPipeline.Runtime.Rewriting;

/// <summary>A tensor stored in a model (<c>TensorProto</c>), as far as it says whether a node can be computed otherwise.</summary>
/// <param name="DataType">ONNX's number of the type of its elements.</param>
/// <param name="Shape">Its dimensions; none for a single number.</param>
/// <param name="RawBytes">How many bytes of data lie in <c>raw_data</c>.</param>
/// <param name="IsZero">Whether all of these bytes are 0.</param>
internal sealed record OnnxTensor(int DataType, IReadOnlyList<long> Shape, int RawBytes, bool IsZero)
{
    private const int Dims = 1, Type = 2, NameField = 8, Raw = 9, Location = 14;

    /// <summary>Elements of a single number or a row; -1 for more dimensions.</summary>
    public long Length => Shape switch { [] => 1, [var length] => length, _ => -1 };

    public static string NameOf(ReadOnlySpan<byte> message)
    {
        foreach (var field in new WireReader(message))
        {
            if (field.Number == NameField && field.Kind == WireKind.Bytes)
            {
                return System.Text.Encoding.UTF8.GetString(field.Value(message));
            }
        }

        return "";
    }

    /// <summary>Null where the data lie in another file or in typed fields, which no writer in use does for such tensors.</summary>
    public static OnnxTensor? Read(ReadOnlySpan<byte> message)
    {
        var shape = new List<long>();
        var type = 0;
        ReadOnlySpan<byte> raw = [];
        var hasRaw = false;
        foreach (var field in new WireReader(message))
        {
            switch (field.Number)
            {
                case Dims when field.Kind == WireKind.Varint:
                    shape.Add((long)field.Number64);
                    break;
                case Dims:
                    shape.AddRange(WireReader.Packed(field.Value(message)));
                    break;
                case Type:
                    type = (int)field.Number64;
                    break;
                case Raw:
                    raw = field.Value(message);
                    hasRaw = true;
                    break;
                case Location when field.Number64 != 0:
                    return null;
            }
        }

        return hasRaw ? new OnnxTensor(type, shape, raw.Length, !raw.ContainsAnyExcept((byte)0)) : null;
    }
}
