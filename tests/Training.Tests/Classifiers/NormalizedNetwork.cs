using MLPipeline.Backbones;
using MLPipeline.Graphs;

namespace MLPipeline.Training.Tests;

/// <summary>A backbone with batch normalisation, whose statistics are unlike those of any images of the tests.</summary>
internal static class NormalizedNetwork
{
    private const int Channels = 8;

    public static Backbone WriteTo(TemporaryFolder folder)
    {
        var random = new Random(3);
        var builder = new GraphBuilder("normalized", 17);
        var image = builder.Input("input", ElementType.Float32, new TensorShape("batch", 3, 32, 32));
        var x = Convolution(builder, image, "conv1", 3, random);
        x = builder.Add("Relu", [Normalization(builder, x, "bn1", mean: 1.5f, variance: 9)], name: "relu1");
        x = Convolution(builder, x, "conv2", Channels, random);
        x = builder.Add("Relu", [Normalization(builder, x, "bn2", mean: -0.5f, variance: 0.04f)], name: "relu2");
        var features = builder.Add("Flatten", [builder.Add("GlobalAveragePool", [x])], AttributeMap.Empty.With("axis", 1), "features");
        var head = builder.Constant("fc.weight", TensorData.FromFloats(Numbers(random, 4 * Channels), 4, Channels));
        var logits = builder.Add("Gemm", [features, head], AttributeMap.Empty.With("transB", 1), "logits");
        OnnxWriter.WriteFile(builder.Build([("logits", logits)]), folder.File("network.onnx"));

        var options = new BackboneImportOptions { Name = "normalized", Source = "a test", Licence = "MIT" };
        using (var stream = File.Create(folder.File("normalized.onnx")))
        {
            BackboneImporter.Import(folder.File("network.onnx"), options).Write(stream);
        }

        var backbone = Backbone.Load(new StoredBackbone("normalized", folder.File("normalized.onnx"), IsBundled: false));
        Assert.Equal(2, backbone.Graph.Nodes.Count(node => node.Is("BatchNormalization")));
        return backbone;
    }

    private static Value Convolution(GraphBuilder builder, Value x, string name, int channels, Random random)
    {
        var weights = TensorData.FromFloats(Numbers(random, Channels * channels * 9), Channels, channels, 3, 3);
        return builder.Add("Conv", [x, builder.Constant(name + ".weight", weights)], AttributeMap.Empty.With("pads", 1L, 1L, 1L, 1L), name);
    }

    private static Value Normalization(GraphBuilder builder, Value x, string name, float mean, float variance)
    {
        Value Filled(string part, float number) =>
            builder.Constant($"{name}.{part}", TensorData.FromFloats([.. Enumerable.Repeat(number, Channels)], Channels));
        return builder.Add(
            "BatchNormalization",
            [x, Filled("weight", 1), Filled("bias", 0.1f), Filled("running_mean", mean), Filled("running_var", variance)],
            name: name);
    }

    private static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
}
