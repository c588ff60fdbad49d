namespace MLPipeline.Graphs.Tests;

public class GraphBuilderTests
{
    [Fact]
    public void Inline_BackboneWithNormalisationInFrontAndHeadBehind_ComputesBackboneOfNormalisedInput()
    {
        var backbone = OnnxReader.Read(Networks.Golden("tiny_resnet_basic"));
        var features = backbone.Nodes.Single(node => node.Is("Flatten")).Outputs[0]!;

        var builder = GraphBuilder.Like(backbone);
        var image = builder.Input("image", ElementType.Float32, new TensorShape("batch", 3, 64, 64));
        var half = builder.Constant("half", TensorData.FromFloats([0.5f]));
        var copies = builder.Inline(backbone, new Dictionary<Value, Value> { [backbone.Inputs[0]] = builder.Add("Mul", [image, half]) }, features);
        var graph = builder.Build([("Features", copies[features])], new Dictionary<string, string> { ["labels"] = "a,b" });

        Assert.Equal("[batch, 32]", graph.Outputs[0].Shape!.ToString());
        Assert.DoesNotContain(graph.Nodes, node => node.Is("Gemm"));
        Assert.Equal("a,b", OnnxReader.Read(OnnxWriter.ToBytes(graph)).Metadata["labels"]);

        // The same by hand: the backbone alone, cut at the features, with the first convolution's weights halved instead of the pixels.
        var cut = GraphBuilder.Like(backbone);
        var input = cut.Input("image", ElementType.Float32, new TensorShape("batch", 3, 64, 64));
        var weights = backbone.Nodes.First(node => node.Is("Conv")).Inputs[1]!;
        var halved = cut.Constant("halved", TensorData.FromFloats([.. weights.Constant!.ToFloats().Select(w => w * 0.5f)], [.. weights.Constant.Dimensions]));
        var cutCopies = cut.Inline(backbone, new Dictionary<Value, Value> { [backbone.Inputs[0]] = input, [weights] = halved }, features);
        Networks.AssertSame(OnnxWriter.ToBytes(cut.Build([("Features", cutCopies[features])])), OnnxWriter.ToBytes(graph), batch: 3);
    }

    [Fact]
    public void Inline_TwiceTheSameNetwork_RenamesTheSecondCopy()
    {
        var network = OnnxReader.Read(Networks.Golden("tiny_vgg"));
        var builder = GraphBuilder.Like(network);
        var input = builder.Input("input", ElementType.Float32, new TensorShape("batch", 3, 64, 64));
        var map = new Dictionary<Value, Value> { [network.Inputs[0]] = input };
        var first = builder.Inline(network, map, network.Outputs)[network.Outputs[0]];
        var second = builder.Inline(network, map, network.Outputs)[network.Outputs[0]];
        var graph = builder.Build([("sum", builder.Add("Add", [first, second]))]);

        Assert.Equal("logits", first.Name);
        Assert.Equal("logits_1", second.Name);
        var results = Networks.Run(OnnxWriter.ToBytes(graph), 2)["sum"];
        var once = Networks.Run(OnnxWriter.ToBytes(network), 2)["logits"];
        Assert.All(once.Zip(results), pair => Assert.Equal(2 * pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void Build_SameCalls_GiveTheSameBytes()
    {
        static byte[] Make()
        {
            var builder = new GraphBuilder("small");
            var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", 4));
            var w = builder.Constant("w", TensorData.FromFloats(new float[8], 4, 2));
            var y = builder.Add("Relu", [builder.Add("MatMul", [x, w])]);
            return OnnxWriter.ToBytes(builder.Build([("y", y)], new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" }));
        }

        Assert.Equal(Make(), Make());
    }

    [Fact]
    public void Build_NodesAndConstantsWithoutUse_AreLeftOut()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", 4));
        builder.Add("Relu", [builder.Add("Mul", [x, builder.Constant("unused", TensorData.FromFloats([2]))])]);
        var graph = builder.Build([("y", builder.Add("Sigmoid", [x]))]);

        Assert.Equal("Sigmoid", Assert.Single(graph.Nodes).Operator);
        Assert.Empty(graph.Constants);
    }

    [Fact]
    public void Build_InputConstantAndOneValueTwiceAsOutputs_KeepsAllNames()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", ElementType.Float32, TensorShape.Of(2, 2));
        var c = builder.Constant("c", TensorData.FromFloats([1, 2, 3, 4], 2, 2));
        var y = builder.Add("Add", [x, c]);
        var graph = builder.Build([("same", x), ("c", c), ("y", y), ("again", y)]);

        Assert.Equal(["same", "c", "y", "again"], graph.Outputs.Select(output => output.Name));
        var results = Networks.Run(OnnxWriter.ToBytes(graph), 1);
        Assert.Equal([1f, 2f, 3f, 4f], results["c"]);
        Assert.Equal(results["y"], results["again"]);
        Assert.Equal(results["y"].Zip(results["c"], (sum, constant) => sum - constant), results["same"]);
    }

    [Fact]
    public void Build_TwiceWithOtherNames_LeavesTheFirstGraphAlone()
    {
        var builder = new GraphBuilder();
        var y = builder.Add("Relu", [builder.Input("x", ElementType.Float32, TensorShape.Of(1))]);
        var first = builder.Build([("first", y)]);
        var second = builder.Build([("second", y)]);

        Assert.Equal("first", first.Outputs[0].Name);
        Assert.Equal("second", second.Outputs[0].Name);
        Assert.Null(first.FindValue("second"));
    }

    [Fact]
    public void Add_ValueOfAnotherGraph_NamesItAndTheWayOut()
    {
        var other = new GraphBuilder().Input("stranger", ElementType.Float32, TensorShape.Of(1));
        var fault = Assert.Throws<ArgumentException>(() => new GraphBuilder().Add("Relu", [other]));
        Assert.Equal("Value 'stranger' belongs to another graph. Take it over with Inline first.", fault.Message);
    }

    [Fact]
    public void Inline_InputWithoutReplacement_IsAnError()
    {
        var network = OnnxReader.Read(Networks.Golden("tiny_vgg"));
        var fault = Assert.Throws<GraphFormatException>(() => GraphBuilder.Like(network).Inline(network, new Dictionary<Value, Value>(), network.Outputs));
        Assert.Contains("Input 'input'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inline_OtherOpset_IsAnError()
    {
        var network = OnnxReader.Read(Networks.Golden("tiny_vgg"));
        var fault = Assert.Throws<GraphFormatException>(() => new GraphBuilder("", 17).Inline(network, new Dictionary<Value, Value>(), network.Outputs));
        Assert.Contains("opset 13", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_ShapesThatDoNotFit_ShowsNodeAndShapes()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", 3, 8, 8));
        var w = builder.Constant("w", TensorData.FromFloats(new float[16], 4, 4, 1, 1));
        var fault = Assert.Throws<GraphFormatException>(() => builder.Add("Conv", [x, w], name: "stem"));
        Assert.Equal(
            "Conv 'stem' over (%x Float32 [batch, 3, 8, 8], %w Float32 [4, 4, 1, 1]) {}: the input has 3 channels; the weights are made for 4 x 1 groups.",
            fault.Message);
    }

    [Fact]
    public void ToString_SmallNetwork_IsReadable()
    {
        var builder = new GraphBuilder("small", 13);
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", 3, 8, 8));
        var w = builder.Constant("w", TensorData.FromFloats(new float[24], 8, 3, 1, 1));
        var y = builder.Add("Conv", [x, w, null], AttributeMap.Empty.With("strides", 2L, 2L).With("group", 1));
        y = builder.Add("LeakyRelu", [y], AttributeMap.Empty.With("alpha", 0.1f));
        var graph = builder.Build([("y", y)], new Dictionary<string, string> { ["labels"] = "cat,dog" });

        Assert.Equal(
            """
            graph small (opset 13)
              metadata labels = cat,dog
              input %x Float32 [batch, 3, 8, 8]
              constant %w Float32 [8, 3, 1, 1]
              %Conv Float32 [batch, 8, 4, 4] = Conv(%x, %w, _) {group=1, strides=[2, 2]}
              %y Float32 [batch, 8, 4, 4] = LeakyRelu(%Conv) {alpha=0.1}
              return %y

            """.ReplaceLineEndings("\n"),
            graph.ToString());
    }
}
