using System.Runtime.InteropServices;

namespace MLPipeline.Graphs;

/// <summary>Writes dense layers as convolutions that see their whole input at once, so that what follows has to know convolutions only.</summary>
/// <remarks>
/// Requires weights that are constants; a Gemm or MatMul of two computed values is left alone. Ensures that every other Gemm (alpha and beta 1, transA 0) and
/// every MatMul of <c>[N, F]</c> is a Conv over <c>[N, C, H, W]</c>, where the layer stood behind a Flatten of that, or over <c>[N, F, 1, 1]</c>. Weights keep
/// their names and become <c>[K, C, H, W]</c>: the same elements in the same order, or transposed where they were <c>[F, K]</c>
/// (<see cref="IsTransposed"/>). Results agree to rounding.
/// </remarks>
public sealed class DenseToConvolution : GraphPass
{
    /// <summary>Whether the pass exchanges rows and columns of a constant of that name.</summary>
    public static bool IsTransposed(Graph graph, string constant)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.FindValue(constant) is { Constant: not null } value
            && graph.ConsumersOf(value).Any(node => Layer(node) is { IsTransposed: true } && node.Input(1) == value);
    }

    private protected override Value? Rewrite(Rewriting rewriting, Node node)
    {
        if (Layer(node) is not { } layer) return null;
        var builder = rewriting.Builder;
        var name = node.Outputs[0]!.Name;
        var source = FlattenedImage(node.Inputs[0]!);
        var x = source is null
            ? builder.Add("Reshape", [rewriting.Now(node, 0), Integers(builder, name + ".image", 0, -1, 1, 1)], name: name + ".image")
            : rewriting.Now(source);
        if (source is null) x.Shape ??= new TensorShape(node.Inputs[0]!.Shape![0], layer.Inputs, 1, 1);
        var (channels, height, width) = source?.Shape is { } shape ? (shape[1].Length!.Value, shape[2].Length!.Value, shape[3].Length!.Value) : (layer.Inputs, 1, 1);
        var weights = builder.Constant(node.Inputs[1]!.Name, layer.Weights.Reshape(layer.Outputs, channels, height, width));
        var bias = node.Is("Gemm") && node.Input(2) is not null ? rewriting.Now(node, 2) : null;
        var convolution = builder.Add("Conv", [x, weights, bias], AttributeMap.Empty.With("kernel_shape", [height, width]), name + ".dense");
        return builder.Add("Flatten", [convolution], AttributeMap.Empty.With("axis", 1), name);
    }

    private static DenseLayer? Layer(Node node)
    {
        var isGemm = node.Is("Gemm");
        if (!isGemm && !node.Is("MatMul")) return null;
        if (node.Input(1)?.Constant is not { ElementType: ElementType.Float32, Dimensions: [var rows, var columns] } constant) return null;
        if (node.Inputs[0]?.Shape is not { Count: 2 } || node.Inputs[0]!.Constant is not null) return null;
        if (!isGemm) return DenseLayer.Transposed(constant, rows, columns);
        var attributes = node.Attributes;
        if (attributes.GetInt("transA") != 0 || attributes.GetFloat("alpha", 1) != 1 || attributes.GetFloat("beta", 1) != 1) return null;
        if (node.Input(2) is { } bias && bias.Shape is not { Count: 1 }) return null;
        return attributes.GetInt("transB") == 0
            ? DenseLayer.Transposed(constant, rows, columns)
            : new DenseLayer(constant, columns, rows, false);
    }

    /// <summary>The images <c>[N, C, H, W]</c> whose elements are a layer's inputs, when they come straight out of a Flatten or a Reshape that does the same.</summary>
    private static Value? FlattenedImage(Value input)
    {
        if (input.Producer is not { } node || (!node.Is("Flatten") && !node.Is("Reshape"))) return null;
        if (node.Is("Flatten") && node.Attributes.GetInt("axis", 1) != 1) return null;
        var source = node.Inputs[0]!;
        if (source.Shape is not { Count: 4 } shape || !shape.Skip(1).All(length => length.IsKnown)) return null;
        return input.Shape![1].Length == shape.Skip(1).Aggregate(1L, (product, length) => product * length.Length!.Value) ? source : null;
    }

    private static Value Integers(GraphBuilder builder, string name, params ReadOnlySpan<long> numbers) =>
        builder.Constant(name, TensorData.FromInt64s(numbers, numbers.Length));

    private sealed record DenseLayer(TensorData Weights, long Inputs, long Outputs, bool IsTransposed)
    {
        public static DenseLayer Transposed(TensorData constant, long inputs, long outputs)
        {
            var elements = constant.AsSpan<float>();
            var bytes = new byte[constant.Bytes.Length];
            var weights = MemoryMarshal.Cast<byte, float>(bytes.AsSpan());
            for (var input = 0; input < inputs; input++)
            {
                for (var output = 0; output < outputs; output++) weights[(int)((output * inputs) + input)] = elements[(int)((input * outputs) + output)];
            }

            return new DenseLayer(new TensorData(ElementType.Float32, [outputs, inputs], bytes), inputs, outputs, true);
        }
    }
}
