using System.Runtime.InteropServices;

namespace MLPipeline.Graphs;

/// <summary>Computes nodes over constants: what moves elements, for every number type, and plain arithmetic in 32-bit floats.</summary>
internal static class ConstantEvaluator
{
    /// <summary>Above this, a result is left to be computed when the network runs.</summary>
    private const long LargestCount = 1 << 24;

    /// <summary>The node's only result, or null when an input is no constant or the operator is none of these.</summary>
    public static TensorData? Evaluate(Node node, Value result)
    {
        if (node.Inputs.Count == 0 || node.Inputs.Any(input => input is not null && input.Constant is null)) return null;
        if (node.Inputs[0]?.Constant is not { } x || x.ElementType == ElementType.String || result.Shape?.ElementCount is not { } count) return null;

        // A result that is larger than all that it is made of would make the file larger.
        if (count > LargestCount || (count > 1024 && count > node.Inputs.Sum(input => input?.Constant?.Count ?? 0))) return null;
        long[] dimensions = [.. result.Shape.Select(length => length.Length!.Value)];
        var context = new InferenceContext(node, OperatorSets.Newest);
        long[] old = [.. x.Dimensions];
        return node.Operator switch
        {
            "Identity" or "Reshape" or "Squeeze" or "Unsqueeze" or "Flatten" => x.Reshape(dimensions),
            "Transpose" => Pick(x, dimensions, Movement.Transpose(old, TransposeRule.Order(context, old.Length))),
            "Expand" => Pick(x, dimensions, Movement.Stretch(old, dimensions)),
            "Slice" when SliceRule.Ranges(context, old.Length) is { } ranges => Pick(x, dimensions, Movement.Slice(old, ranges)),
            "Cast" when result.ElementType == ElementType.Float32 => TensorData.FromFloats(x.ToFloats(), dimensions),
            "Sqrt" or "Reciprocal" or "Neg" when x.ElementType == ElementType.Float32 => Map(node.Operator, x),
            "Add" or "Sub" or "Mul" or "Div" when x.ElementType == ElementType.Float32 => Combine(node.Operator, x, node.Inputs[1]!.Constant!, dimensions),
            _ => null,
        };
    }

    private static TensorData Pick(TensorData x, long[] dimensions, IEnumerable<long> source) => ElementTypes.SizeOf(x.ElementType) switch
    {
        1 => Pick<byte>(x, dimensions, source),
        2 => Pick<ushort>(x, dimensions, source),
        4 => Pick<uint>(x, dimensions, source),
        _ => Pick<ulong>(x, dimensions, source),
    };

    private static TensorData Pick<T>(TensorData x, long[] dimensions, IEnumerable<long> source)
        where T : unmanaged
    {
        var elements = x.Bytes;
        T[] picked = [.. source.Select(index => MemoryMarshal.Cast<byte, T>(elements.Span)[(int)index])];
        return TensorData.From<T>(x.ElementType, picked, dimensions);
    }

    private static TensorData Map(string op, TensorData x)
    {
        var numbers = x.ToFloats();
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = op switch
            {
                "Sqrt" => MathF.Sqrt(numbers[i]),
                "Reciprocal" => 1 / numbers[i],
                _ => -numbers[i],
            };
        }

        return TensorData.FromFloats(numbers, [.. x.Dimensions]);
    }

    private static TensorData Combine(string op, TensorData x, TensorData y, long[] dimensions)
    {
        var (left, right) = (x.ToFloats(), y.ToFloats());
        var indices = Movement.Stretch([.. x.Dimensions], dimensions).Zip(Movement.Stretch([.. y.Dimensions], dimensions));
        float[] numbers = [.. indices.Select(pair => op switch
        {
            "Add" => left[pair.First] + right[pair.Second],
            "Sub" => left[pair.First] - right[pair.Second],
            "Mul" => left[pair.First] * right[pair.Second],
            _ => left[pair.First] / right[pair.Second],
        })];
        return TensorData.FromFloats(numbers, dimensions);
    }
}
