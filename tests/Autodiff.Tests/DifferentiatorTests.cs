using MLPipeline.Graphs;
using MLPipeline.Reference;

namespace MLPipeline.Autodiff.Tests;

public class DifferentiatorTests
{
    private static readonly AttributeMap ToScalar = AttributeMap.Empty.With("keepdims", 0);

    [Fact]
    public void Differentiate_ChainOfTwentyThousandNodes_NeedsNoDeepStack()
    {
        // A stack of 256 KiB holds some hundred calls: nothing here may call itself for each node.
        // y = x / 2 * 2 / 2 * 2 …, so dloss/dx = 1.
        Graph? result = null;
        var thread = new Thread(
            () =>
            {
                var builder = new GraphBuilder("chain");
                var x = builder.Input("x", ElementType.Float32, TensorShape.Of(1));
                var (half, two) = (builder.Constant("half", TensorData.FromFloats([0.5f])), builder.Constant("two", TensorData.FromFloats([2])));
                var y = x;
                for (var i = 0; i < 20_000; i++) y = builder.Add("Mul", [y, i % 2 == 0 ? half : two]);
                var graph = builder.Build([("loss", builder.Add("ReduceSum", [y], ToScalar))]);
                result = Differentiator.Differentiate(graph, graph.Outputs[0], [graph.Inputs[0]]);
            },
            maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();
        var gradient = ReferenceEvaluator.Run(result!, new Dictionary<string, ReferenceTensor> { ["x"] = new([1], [3]) })["x.gradient"];
        Assert.Equal([1.0], gradient.Elements);
    }

    [Fact]
    public void Differentiate_SeveralUses_AddsUpOnceForEach()
    {
        // loss = x² + 3 x + x = x² + 4 x: dloss/dx = 2 x + 4 = 14 at x = 5.
        var builder = new GraphBuilder("sum");
        var x = builder.Input("x", ElementType.Float32, TensorShape.Scalar);
        var three = builder.Constant("three", TensorData.FromFloats([3]));
        var loss = builder.Add("Add", [builder.Add("Add", [builder.Add("Mul", [x, x]), builder.Add("Mul", [three, x])]), x]);
        var graph = builder.Build([("loss", loss)]);
        var result = Differentiator.Differentiate(graph, graph.Outputs[0], [graph.Inputs[0]]);

        var values = ReferenceEvaluator.Run(result, new Dictionary<string, ReferenceTensor> { ["x"] = ReferenceTensor.Scalar(5) });
        Assert.Equal(40 + 5, values["loss"].Elements[0]);
        Assert.Equal(14, values["x.gradient"].Elements[0]);
    }

    [Fact]
    public void Differentiate_PartsThatNobodyTrains_GetNoGradientNodes()
    {
        var (graph, _) = Dense();
        var result = Differentiator.Differentiate(graph, graph.Outputs[0], [graph.FindValue("head")!]);

        // One product for the head's gradient, and what stretches the loss's to the logits; nothing for body, bias or input.
        Assert.Equal(["loss", "head.gradient"], result.Outputs.Select(output => output.Name));
        Assert.Equal("Gemm", result.FindValue("head.gradient")!.Producer!.Operator);
        Assert.DoesNotContain(result.Nodes, node => node.Operator == TrainingOperators.ReluGradient);
        Assert.Equal(3, result.Nodes.Count(node => node.Is("Gemm")));
    }

    [Fact]
    public void Differentiate_SameGraph_GivesTheSameBytes()
    {
        static byte[] Make()
        {
            var (graph, parameters) = Dense();
            return OnnxWriter.ToBytes(Differentiator.Differentiate(graph, graph.Outputs[0], parameters));
        }

        Assert.Equal(Make(), Make());
    }

    [Fact]
    public void Differentiate_OperatorsWithoutGradient_AreAllNamedWithNodeAndGraph()
    {
        var builder = new GraphBuilder("odd");
        var x = builder.Input("x", ElementType.Float32, TensorShape.Of(4));
        var sine = builder.Add("Sin", [x], name: "wave");
        var step = builder.Add("Floor", [x], name: "stairs");
        var graph = builder.Build([("loss", builder.Add("ReduceSum", [builder.Add("Add", [sine, step])], ToScalar))]);

        AssertFault(
            "Network 'odd' cannot be differentiated: Sin 'wave' has no entry in the table of gradients; Floor 'stairs' is not differentiable.",
            () => Differentiator.Differentiate(graph, graph.Outputs[0], graph.Inputs));
    }

    [Fact]
    public void Differentiate_UnknownOperatorBesideThePath_IsNoFault()
    {
        var builder = new GraphBuilder("frozen");
        var x = builder.Input("x", ElementType.Float32, TensorShape.Of(4));
        var w = builder.Constant("w", TensorData.FromFloats([1, 2, 3, 4], 4));
        var graph = builder.Build([("loss", builder.Add("ReduceSum", [builder.Add("Mul", [builder.Add("Sin", [x]), w])], ToScalar))]);
        Assert.NotNull(Differentiator.Differentiate(graph, graph.Outputs[0], [graph.FindValue("w")!]).FindValue("w.gradient"));
    }

    [Fact]
    public void Differentiate_ParametersThatDoNotReachTheLoss_AreNamed()
    {
        var builder = new GraphBuilder("loose");
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", 4));
        var aside = builder.Input("aside", ElementType.Float32, TensorShape.Of(4));
        var shaped = builder.Input("shaped", ElementType.Float32, new TensorShape("batch", 4));
        var other = builder.Add("Relu", [aside]);
        var reshaped = builder.Add("Reshape", [x, builder.Add("Shape", [shaped])]);
        var graph = builder.Build([("loss", builder.Add("ReduceSum", [reshaped], ToScalar)), ("other", other)]);

        AssertFault(
            "Network 'loose' cannot be differentiated: 'aside' does not reach the loss 'loss'; 'shaped' does not reach the loss 'loss'.",
            () => Differentiator.Differentiate(graph, graph.Outputs[0], graph.Inputs));
    }

    [Fact]
    public void Differentiate_InputOfAnOperatorThatHasNoGradientByIt_IsNamed()
    {
        var builder = new GraphBuilder("statistics");
        var x = builder.Input("x", ElementType.Float32, TensorShape.Of(2, 1));
        Value Constant(string name) => builder.Constant(name, TensorData.FromFloats([1], 1));
        var y = builder.Add("BatchNormalization", [x, Constant("scale"), Constant("bias"), Constant("mean"), Constant("variance")]);
        var graph = builder.Build([("loss", builder.Add("ReduceSum", [y], ToScalar))]);
        AssertFault(
            "the operators that use 'mean' have no gradient by that input",
            () => Differentiator.Differentiate(graph, graph.Outputs[0], [graph.FindValue("mean")!]));
    }

    [Fact]
    public void Differentiate_LossThroughASecondResult_IsAFault()
    {
        var builder = new GraphBuilder("second");
        builder.UseDomain(TrainingOperators.Domain, TrainingOperators.Version);
        var logits = builder.Input("logits", ElementType.Float32, TensorShape.Of(2, 3));
        var target = builder.Input("target", ElementType.Float32, TensorShape.Of(2, 3));
        var results = builder.AddMany("SoftmaxCrossEntropy", [logits, target], 2, domain: TrainingOperators.Domain);
        var graph = builder.Build([("loss", builder.Add("ReduceSum", [results[1]], ToScalar))]);
        AssertFault("only the first result has a gradient", () => Differentiator.Differentiate(graph, graph.Outputs[0], [graph.Inputs[0]]));
    }

    [Theory]
    [InlineData("Conv", "auto_pad is SAME_UPPER; export the network with explicit pads")]
    [InlineData("Pad", "mode is 'reflect'; only constant padding has a gradient")]
    [InlineData("Slice", "'ends' (ends) must be a constant; run ConstantFolding on the network first")]
    [InlineData("Steps", "it steps backwards; only forward steps have a gradient")]
    [InlineData("AveragePool", "its length along axis 2 must be known")]
    [InlineData("Cast", "Cast 'Cast' has no entry in the table of gradients")]
    public void Differentiate_UseOfAnOperatorThatItsRuleDoesNotCover_SaysWhy(string what, string expected)
    {
        var builder = new GraphBuilder("uncovered");
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", 2, what == "AveragePool" ? "height" : 5, 5));
        Value Numbers(params long[] numbers) => builder.Constant("numbers", TensorData.FromInt64s(numbers, numbers.Length));
        var y = what switch
        {
            "Conv" => builder.Add("Conv", [x, builder.Constant("w", TensorData.FromFloats(new float[18], 1, 2, 3, 3))], AttributeMap.Empty.With("auto_pad", "SAME_UPPER")),
            "Pad" => builder.Add("Pad", [x, Numbers(0, 0, 1, 1, 0, 0, 1, 1)], AttributeMap.Empty.With("mode", "reflect")),
            "Slice" => builder.Add("Slice", [x, Numbers(1), builder.Input("ends", ElementType.Int64, TensorShape.Of(1)), Numbers(2)]),
            "Steps" => builder.Add("Slice", [x, Numbers(4), Numbers(0), Numbers(2), Numbers(-1)]),
            "AveragePool" => builder.Add("AveragePool", [x], AttributeMap.Empty.With("kernel_shape", 2L, 2L)),
            _ => builder.Add("Cast", [x], AttributeMap.Empty.With("to", 1)),
        };
        var graph = builder.Build([("loss", builder.Add("ReduceSum", [y], ToScalar))]);
        AssertFault(expected, () => Differentiator.Differentiate(graph, graph.Outputs[0], [graph.Inputs[0]]));
    }

    [Fact]
    public void Differentiate_OlderOpset_NamesTheRange()
    {
        var builder = new GraphBuilder("old", 12);
        var graph = builder.Build([("loss", builder.Add("Relu", [builder.Input("x", ElementType.Float32, TensorShape.Scalar)]))]);
        AssertFault("is written in opset 12; gradients are known for 13 to 21", () => Differentiator.Differentiate(graph, graph.Outputs[0], graph.Inputs));
    }

    [Fact]
    public void Differentiate_LossThatIsNoScalarOrNotOfTheGraph_IsAnArgumentFault()
    {
        var (graph, parameters) = Dense();
        var (other, _) = Dense();
        Assert.Contains("must be a scalar", Assert.Throws<ArgumentException>(() => Differentiator.Differentiate(graph, graph.Inputs[0], parameters)).Message, StringComparison.Ordinal);
        Assert.Contains("does not belong", Assert.Throws<ArgumentException>(() => Differentiator.Differentiate(graph, other.Outputs[0], parameters)).Message, StringComparison.Ordinal);
    }

    /// <summary>Two dense layers with a Relu between, and the sum of the results as the loss.</summary>
    private static (Graph Graph, Value[] Parameters) Dense()
    {
        var builder = new GraphBuilder("dense");
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", 3));
        Value Weights(string name, params long[] shape) => builder.Constant(name, TensorData.FromFloats(new float[shape.Aggregate((a, b) => a * b)], shape));
        var hidden = builder.Add("Relu", [builder.Add("Gemm", [x, Weights("body", 3, 4), Weights("bias", 4)])]);
        var graph = builder.Build([("loss", builder.Add("ReduceSum", [builder.Add("Gemm", [hidden, Weights("head", 4, 2)])], ToScalar))]);
        return (graph, [.. graph.Constants]);
    }

    private static void AssertFault(string expected, Action action) =>
        Assert.Contains(expected, Assert.Throws<GraphFormatException>(action).Message, StringComparison.Ordinal);
}
