using MLPipeline.Graphs;

namespace MLPipeline.Backbones.Tests;

/// <summary>Classifiers of a few weights: convolution 3 to 4 channels, ReLU, average, dense layer to 2 classes.</summary>
internal static class SmallNetwork
{
    public static Graph Build(
        TensorShape? shape = null,
        ElementType type = ElementType.Float32,
        Func<GraphBuilder, Value, Value>? before = null,
        Func<GraphBuilder, Value, Value>? after = null,
        int channels = 3,
        int inputs = 1)
    {
        var builder = new GraphBuilder("small", 13);
        var image = builder.Input("image", type, shape ?? new TensorShape("n", 3, 8, 8));
        var planes = before is null ? image : before(builder, image);
        for (var i = 1; i < inputs; i++)
        {
            planes = builder.Add("Add", [planes, builder.Input($"image{i}", type, shape ?? new TensorShape("n", 3, 8, 8))]);
        }

        var map = builder.Add("Relu", [builder.Add("Conv", [planes, Weights(builder, "filters", 4, channels, 3, 3)])], name: "map");
        var row = builder.Add("Flatten", [builder.Add("GlobalAveragePool", [map], name: "average")], name: "row");
        row = after is null ? row : after(builder, row);
        return builder.Build([("logits", builder.Add("Gemm", [row, Weights(builder, "dense", 4, 2)]))]);
    }

    public static Value Weights(GraphBuilder builder, string name, params long[] dimensions)
    {
        var random = new Random(3);
        var count = dimensions.Aggregate((x, y) => x * y);
        return builder.Constant(
            name, TensorData.FromFloats([.. Enumerable.Range(0, (int)count).Select(_ => (float)(random.NextDouble() - 0.4))], dimensions));
    }

    public static Value Transpose(GraphBuilder builder, Value value, params long[] order)
        => builder.Add("Transpose", [value], AttributeMap.Empty.With("perm", order));

    public static string WriteTo(this Graph network, TemporaryFolder folder, string name = "small.onnx")
        => folder.Write(name, OnnxWriter.ToBytes(network));
}
