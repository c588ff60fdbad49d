namespace MLPipeline.Graphs.Tests;

public class GraphPassTests
{
    [SkippableTheory]
    [MemberData(nameof(RoundTripTests.Shared), MemberType = typeof(RoundTripTests))]
    public void AllPasses_SharedNetwork_ComputesTheSame(string file) => AssertPasses(SharedMaterial.Require("weights", file));

    [Theory]
    [MemberData(nameof(RoundTripTests.Golden), MemberType = typeof(RoundTripTests))]
    public void AllPasses_GoldenNetwork_ComputesTheSame(string name) => AssertPasses(Networks.Golden(name));

    [SkippableFact]
    public void ConstantFolding_PaddedShortcuts_LeaveOnlySliceAndPad()
    {
        // 134 nodes in the file, 36 of them Constant. A shortcut needs Slice (every second pixel; the exporter writes one for each of
        // three axes, of which two take everything) and Pad; all arithmetic around them is known.
        var graph = new ConstantFolding().Run(OnnxReader.Read(SharedMaterial.Require("weights", "resnet20-cifar10.onnx")));
        Assert.Equal(
            ["Add", "BatchNormalization", "Conv", "Gemm", "Pad", "ReduceMean", "Relu", "Slice"],
            graph.Nodes.Select(node => node.Operator).Distinct().Order(StringComparer.Ordinal));
        Assert.All(graph.Nodes.Where(node => node.Is("Pad")), pad => Assert.NotNull(pad.Inputs[1]!.Constant));
    }

    [Fact]
    public void ConstantFolding_ReshapeToComputedBatch_KeepsTheBatchOpen()
    {
        var graph = new NoOpRemoval().Run(new ConstantFolding().Run(OnnxReader.Read(Networks.Golden("tiny_view"))));
        Assert.Equal(["Conv", "Relu", "ReduceMean", "Reshape", "Gemm", "Softmax"], graph.Nodes.Select(node => node.Operator));
        var reshape = graph.Nodes.Single(node => node.Is("Reshape"));
        Assert.Equal([0L, 6L], reshape.Inputs[1]!.Constant!.ToInt64s());
    }

    [Fact]
    public void BatchNormalizationFolding_ConvolutionUsedTwice_StaysAsItIs()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", 2, 4, 4));
        var conv = builder.Add("Conv", [x, builder.Constant("w", TensorData.FromFloats([1, 2, 3, 4], 2, 2, 1, 1))]);
        var ones = builder.Constant("ones", TensorData.FromFloats([1, 1], 2));
        var norm = builder.Add("BatchNormalization", [conv, ones, ones, ones, ones]);
        var graph = new BatchNormalizationFolding().Run(builder.Build([("y", builder.Add("Add", [conv, norm]))]));
        Assert.Contains(graph.Nodes, node => node.Is("BatchNormalization"));
    }

    [Fact]
    public void BatchNormalizationFolding_ByHand()
    {
        // s = 3 / sqrt(4 + 0) = 1.5: weight 2 -> 3; bias (1 - 5) * 1.5 + 7 = 1.
        var builder = new GraphBuilder();
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", 1, 4, 4));
        Value Number(string name, float number, params long[] shape) => builder.Constant(name, TensorData.FromFloats([number], shape));
        var conv = builder.Add("Conv", [x, Number("w", 2, 1, 1, 1, 1), Number("b", 1, 1)]);
        var y = builder.Add(
            "BatchNormalization", [conv, Number("gamma", 3, 1), Number("beta", 7, 1), Number("mean", 5, 1), Number("variance", 4, 1)], AttributeMap.Empty.With("epsilon", 0f));
        var folded = Assert.Single(new BatchNormalizationFolding().Run(builder.Build([("y", y)])).Nodes);
        Assert.Equal([3f], folded.Inputs[1]!.Constant!.ToFloats());
        Assert.Equal([1f], folded.Inputs[2]!.Constant!.ToFloats());
    }

    [Fact]
    public void NoOpRemoval_DropoutWhoseMaskIsAskedFor_Stays()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", 2));
        var dropped = builder.AddMany("Dropout", [builder.Add("Dropout", [builder.Add("Identity", [x])])], 2);
        var graph = new NoOpRemoval().Run(builder.Build([("y", dropped[0]), ("mask", dropped[1])]));
        Assert.Equal("Dropout", Assert.Single(graph.Nodes).Operator);
    }

    [Fact]
    public void BatchRelease_NetworkForOneImage_TakesThreeAndComputesTheSame()
    {
        var free = OnnxReader.Read(Networks.Golden("tiny_view"));
        var builder = GraphBuilder.Like(free);
        var one = builder.Input("input", ElementType.Float32, TensorShape.Of(1, 3, 64, 64));
        var copies = builder.Inline(free, new Dictionary<Value, Value> { [free.Inputs[0]] = one }, free.Outputs);
        var bound = new ConstantFolding().Run(builder.Build([("logits", copies[free.Outputs[0]])]));
        Assert.Equal("[1, 4]", bound.Outputs[0].Shape!.ToString());

        var released = new BatchRelease().Run(bound);
        Assert.Equal("[batch, 4]", released.Outputs[0].Shape!.ToString());
        Networks.AssertSame(File.ReadAllBytes(Networks.Golden("tiny_view")), OnnxWriter.ToBytes(released), batch: 3);
    }

    [Fact]
    public void BatchRelease_OutputThatCannotFollow_IsAnError()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", ElementType.Float32, TensorShape.Of(1, 4));
        var flat = builder.Add("Reshape", [x, builder.Constant("target", TensorData.FromInt64s([2, 2], 2))]);
        var fault = Assert.Throws<GraphFormatException>(() => new BatchRelease().Run(builder.Build([("y", flat)])));
        Assert.Contains("output 'y' stays at [2, 2]", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SAME_UPPER", 7, "[0, 1, 1, 1]")] // 12 rows by 2: 6 places reach (6 - 1) * 2 + 3 = 13; 13 columns: 7 places reach 15
    [InlineData("SAME_LOWER", 7, "[1, 1, 0, 1]")]
    [InlineData("VALID", 6, "[0, 0, 0, 0]")] // (13 - 3) / 2 + 1
    public void PadResolution_ComputesTheSame(string rule, long columns, string pads)
    {
        var builder = new GraphBuilder("pads", 17);
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", 1, 12, 13));
        var attributes = AttributeMap.Empty.With("kernel_shape", 3L, 3L).With("strides", 2L, 2L).With("auto_pad", rule);
        var conv = builder.Add("Conv", [x, builder.Constant("w", TensorData.FromFloats([1, 2, 3, 4, 5, 6, 7, 8, 9], 1, 1, 3, 3))], attributes);
        var pooled = builder.Add("MaxPool", [x], attributes);
        var mean = builder.Add("AveragePool", [x], attributes);
        var graph = builder.Build([("conv", conv), ("max", pooled), ("mean", mean)]);
        var resolved = new PadResolution().Run(graph);
        Assert.All(resolved.Nodes, node => Assert.Equal(pads, $"[{string.Join(", ", node.Attributes.GetInts("pads")!)}]"));
        Assert.All(resolved.Outputs, output => Assert.Equal(columns, output.Shape![3].Length));
        Networks.AssertSame(OnnxWriter.ToBytes(graph), OnnxWriter.ToBytes(resolved), batch: 2);
    }

    internal static void AssertPasses(string path)
    {
        var original = File.ReadAllBytes(path);
        var simple = new NoOpRemoval().Run(new ConstantFolding().Run(OnnxReader.Read(path)));
        Networks.AssertSame(original, OnnxWriter.ToBytes(simple), batch: 3);
        Assert.DoesNotContain(simple.Nodes, node => node.Operator is "Identity" or "Dropout" or "Shape" or "ConstantOfShape");

        var folded = new BatchNormalizationFolding().Run(simple);
        Networks.AssertSame(original, OnnxWriter.ToBytes(folded), batch: 1);
        Networks.AssertSame(original, OnnxWriter.ToBytes(folded), batch: 3);
        Assert.DoesNotContain(folded.Nodes, node => node.Is("BatchNormalization") && node.Inputs[0]!.Producer is { Operator: "Conv" } && folded.ConsumersOf(node.Inputs[0]!).Count == 1);
    }
}
