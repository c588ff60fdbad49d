using MLPipeline.Graphs;
using MLPipeline.Inference;

namespace MLPipeline.Interpretation.Tests;

public sealed class ActivationMapperTests : IDisposable
{
    private const int Places = 16;

    private readonly PlantedNetwork _network = new();

    // Class 0 weighs red with 2 and green with -1, class 1 red with 0.5 and green with 3.
    // Red is 1 on the upper left 2 x 2 places, green on the lower right place.
    public static TheoryData<string> GlobalAverages =>
        ["GlobalAveragePool", "AveragePool", "ReduceMean", "ReduceMean, channels last", "MatMul and Add"];

    [Theory]
    [MemberData(nameof(GlobalAverages))]
    public void Map_OfAGlobalAverageAndADenseLayer_IsTheChannelsWeighedByThatLayer(string kind)
    {
        using var mapper = ActivationMapper.Load(_network.Write((builder, map) => Averaged(builder, map, kind)), PlantedNetwork.Contract);

        var maps = Compute(mapper, 0, 1);

        Assert.Equal(ActivationMethod.DenseWeights, mapper.Method);
        Assert.Equal((4, 4), (mapper.Height, mapper.Width));
        AssertClose([2, 2, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1], maps[0].Values);
        AssertClose([0.5f, 0.5f, 0, 0, 0.5f, 0.5f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3], maps[1].Values);
        Assert.Equal([0, 1], maps.Select(map => map.Class));
    }

    // The logit of class 0 is 4 x (maximum of red over the upper left 2 x 2 places) - 8 x (maximum of green over the lower right ones):
    // its derivative is 4 at one place of red and -8 at one of green; means over 16 places: 1/4 and -1/2.
    // The map is 1/4 red - 1/2 green, and what is negative becomes 0.
    [Fact]
    public void Map_OfANetworkWithDenseLayersOverPlaces_IsTheChannelsWeighedByMeanDerivatives()
    {
        float[] weights = new float[16]; // [2, 8]: of each class four places of pooled red, then of green
        (weights[0], weights[7]) = (4, -8);
        (weights[8], weights[15]) = (0, 2);
        using var mapper = ActivationMapper.Load(
            _network.Write((builder, map) => OverPlaces(builder, map, weights)), PlantedNetwork.Contract);

        var maps = Compute(mapper, 0, 1);

        Assert.Equal(ActivationMethod.Gradients, mapper.Method);
        AssertClose([0.25f, 0.25f, 0, 0, 0.25f, 0.25f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], maps[0].Values);
        AssertClose([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2f / Places], maps[1].Values);
    }

    // Behind a Relu that is closed for class 1 nothing changes its logit: no evidence at all.
    [Fact]
    public void Map_WhereTheLogitDependsOnNothing_IsZero_AndSoIsItsHeat()
    {
        float[] weights = new float[16];
        (weights[0], weights[15]) = (1, -1);
        using var mapper = ActivationMapper.Load(
            _network.Write((builder, map) => builder.Add("Relu", [OverPlaces(builder, map, weights)])), PlantedNetwork.Contract);

        var map = Compute(mapper, 1)[0];

        Assert.All(map.Values, value => Assert.Equal(0, value));
        Assert.All(map.ToHeat(), heat => Assert.Equal(0, heat));
    }

    [Fact]
    public void Heat_IsTheShareOfTheHighestValue_WithoutWhatSpeaksAgainst() =>
        Assert.Equal([0, 0.5f, 0, 1], new ActivationMap(0, 2, 2, [-3, 2, 0, 4]).ToHeat());

    // The mean over all places is linear: a derivative is the layer's weight divided by their number. Both ways agree on a real network.
    [Fact]
    public void Weights_OfBothMethods_AgreeOnAResidualNetwork()
    {
        var graph = OnnxReader.Read(Repository.PathOf("models", "backbones", "resnet20-cifar10.onnx"));
        var logits = graph.Nodes.Single(node => node.Is("Gemm")).Outputs[0]!;
        var pooled = PooledClassifier.Find(logits)!;
        var shape = pooled.Map.Shape!;
        var (channels, places) = ((int)shape[1].Length!.Value, (int)(shape[2].Length!.Value * shape[3].Length!.Value));
        using var dense = new DenseMapWeights(pooled.Weights, channels);
        using var gradients = new GradientMapWeights(graph, pooled.Map, logits);
        var random = new Random(1);
        var map = Enumerable.Range(0, channels * places).Select(_ => random.NextSingle()).ToArray();

        foreach (var one in (int[])[0, 3, 9])
        {
            var expected = dense.For(map, one).ToArray();
            AssertClose([.. gradients.For(map, one).ToArray().Select(weight => weight * places)], expected);
            Assert.True(expected.Max(Math.Abs) > 0.1);
        }
    }

    [Fact]
    public void Load_NetworkWithoutAMap_SaysSo()
    {
        var builder = new GraphBuilder("dense alone");
        var input = builder.Input(ModelMetadata.ImageInput, ElementType.Float32, new TensorShape("batch", 3, 8, 8));
        var weights = builder.Constant("w", TensorData.FromFloats(new float[2 * 192], 2, 192));
        var logits = builder.Add("Gemm", [builder.Add("Flatten", [input]), weights], AttributeMap.Empty.With("transB", 1));
        using var folder = new TemporaryFolder();
        OnnxWriter.WriteFile(builder.Build([(ModelMetadata.ScoreOutput, logits)]), folder.File("model.onnx"));

        var error = Assert.Throws<GraphFormatException>(() => ActivationMapper.Load(folder.File("model.onnx"), PlantedNetwork.Contract));
        Assert.Contains("'dense alone' has no map", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compute_UnreadableImageOrUnknownClass_IsRefused()
    {
        using var mapper = ActivationMapper.Load(
            _network.Write((builder, map) => Averaged(builder, map, "GlobalAveragePool")), PlantedNetwork.Contract);
        Assert.Throws<Imaging.ImageException>(() => mapper.Compute([new ActivationRequest(ImageSource.FromBytes(new byte[9]), [0])]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Compute(mapper, 2));
    }

    public void Dispose() => _network.Dispose();

    private static IReadOnlyList<ActivationMap> Compute(ActivationMapper mapper, params int[] classes) =>
        Assert.Single(mapper.Compute([new ActivationRequest(ImageSource.FromPixels(PlantedNetwork.Squares()), classes)]));

    private static Value Averaged(GraphBuilder builder, Value map, string kind)
    {
        var turned = kind == "ReduceMean, channels last"
            ? builder.Add("Transpose", [map], AttributeMap.Empty.With("perm", 0L, 2L, 3L, 1L))
            : map;
        var pooled = kind switch
        {
            "AveragePool" => builder.Add("AveragePool", [map], AttributeMap.Empty.With("kernel_shape", 4L, 4L)),
            "ReduceMean" => builder.Add("ReduceMean", [map], AttributeMap.Empty.With("axes", -2L, -1L).With("keepdims", 0)),
            "ReduceMean, channels last" => builder.Add("ReduceMean", [turned], AttributeMap.Empty.With("axes", 1L, 2L).With("keepdims", 0)),
            _ => builder.Add("GlobalAveragePool", [map]),
        };
        var row = pooled.Shape!.Count == 4 ? builder.Add("Flatten", [pooled]) : pooled;
        var bias = builder.Constant("bias", TensorData.FromFloats([10, -10], 2));
        if (kind == "MatMul and Add")
        {
            return builder.Add(
                "Add", [bias, builder.Add("MatMul", [row, builder.Constant("weights", TensorData.FromFloats([2, 0.5f, -1, 3], 2, 2))])]);
        }

        var weights = builder.Constant("weights", TensorData.FromFloats([2, -1, 0.5f, 3], 2, 2));
        return builder.Add("Gemm", [row, weights, bias], AttributeMap.Empty.With("transB", 1));
    }

    private static Value OverPlaces(GraphBuilder builder, Value map, float[] weights)
    {
        var pooled = builder.Add("MaxPool", [map], AttributeMap.Empty.With("kernel_shape", 2L, 2L).With("strides", 2L, 2L));
        var row = builder.Add("Flatten", [pooled]);
        return builder.Add(
            "Gemm", [row, builder.Constant("weights", TensorData.FromFloats(weights, 2, 8))], AttributeMap.Empty.With("transB", 1));
    }

    private static void AssertClose(IReadOnlyList<float> expected, IReadOnlyList<float> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }
}
