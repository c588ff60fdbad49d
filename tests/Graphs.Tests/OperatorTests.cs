using Google.Protobuf;
using MLPipeline.Graphs.Serialization.Protobuf;
using static MLPipeline.Graphs.Tests.Messages;

namespace MLPipeline.Graphs.Tests;

/// <summary>Single operators: shapes that the real networks do not show, and nodes as no exporter would write them.</summary>
public class OperatorTests
{
    public static TheoryData<string> Known =>
        [.. ShapeInference.Operators.Where(each => each.Domain.Length == 0).Select(each => each.Operator).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Known))]
    public void Read_NodeWithTooFewInputsOrNoResult_IsReadOrRefusedButNeverCrashes(string op)
    {
        foreach (var inputs in new[] { "", "x", ",x", "x,", "x,x", "x,,x", "x,w,w,w,w,w", "w,x", "n,n,n,n,n", "x,n,n,n,n", "x,x,n,n", "x,w,n,n,x" })
        {
            foreach (var outputs in new[] { "y", "y,z", ",y" })
            {
                var node = Node(op, inputs, "y");
                node.Output.Clear();
                node.Output.AddRange(outputs.Split(','));
                var model = Model(13, node);
                model.Graph.Initializer.Add(Tensor("w", 1, 2));
                var numbers = new TensorProto { Name = "n", DataType = 7, RawData = ByteString.CopyFrom(new byte[16]) };
                numbers.Dims.Add(2);
                model.Graph.Initializer.Add(numbers);
                try
                {
                    var graph = Read(model);
                    graph.Statistics();
                    new BatchNormalizationFolding().Run(new NoOpRemoval().Run(new ConstantFolding().Run(graph)));
                    FeatureFinder.Find(graph);
                }
                catch (GraphFormatException)
                {
                }
            }
        }
    }

    // Expected lengths follow from the formulas of the operator specification; ONNX Runtime has to agree, too.
    [Theory]
    [InlineData("kernel 3, stride 2, ceil", 3, 2, 1, 0, "NOTSET", true, 8, 4)] // ceil((8 - 3) / 2) + 1 = 4
    [InlineData("kernel 3, stride 2, floor", 3, 2, 1, 0, "NOTSET", false, 8, 3)] // floor((8 - 3) / 2) + 1 = 3
    [InlineData("kernel 1, stride 2, ceil, last window outside", 1, 2, 1, 0, "NOTSET", true, 8, 4)] // ceil(7 / 2) + 1 = 5 places, the fifth at 8: outside
    [InlineData("same padding", 3, 2, 1, 0, "SAME_UPPER", false, 7, 4)] // ceil(7 / 2)
    [InlineData("same padding below", 2, 1, 1, 0, "SAME_LOWER", false, 7, 7)]
    [InlineData("valid", 3, 2, 1, 0, "VALID", false, 8, 3)]
    [InlineData("dilated", 3, 1, 2, 2, "NOTSET", false, 8, 8)] // 8 + 4 - (2 * 2 + 1) + 1
    public void MaxPool_Geometry_IsThatOfTheSpecificationAndTheRuntime(string what, long kernel, long stride, long dilation, long pad, string autoPad, bool ceil, long length, long expected)
    {
        var attributes = AttributeMap.Empty.With("kernel_shape", kernel, kernel).With("strides", stride, stride).With("ceil_mode", ceil ? 1 : 0);
        attributes = autoPad == "NOTSET" ? attributes.With("pads", pad, pad, pad, pad).With("dilations", dilation, dilation) : attributes.With("auto_pad", autoPad);
        var builder = new GraphBuilder("pool", 13);
        var y = builder.Add("MaxPool", [builder.Input("x", ElementType.Float32, new TensorShape("batch", 2, length, length))], attributes);
        Assert.Equal($"[batch, 2, {expected}, {expected}]", y.Shape!.ToString());
        Assert.True(Networks.Run(OnnxWriter.ToBytes(builder.Build([("y", y)])), 1)["y"].Dimensions[2] == expected, what);
    }

    [Fact]
    public void Shapes_OfManyOperators_AreThoseOfTheRuntime()
    {
        var builder = new GraphBuilder("many", 13);
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", 4, 6, 6));
        Value Ints(params long[] numbers) => builder.Constant("ints", TensorData.FromInt64s(numbers, numbers.Length));
        var scalar = builder.Constant("scalar", TensorData.FromInt64s([2]));
        var weights = builder.Constant("w", TensorData.FromFloats(new float[8 * 2 * 9], 8, 2, 3, 3));
        var parts = builder.AddMany("Split", [x, Ints(1, 3)], 2, AttributeMap.Empty.With("axis", 1));
        Value[] values =
        [
            builder.Add("Conv", [x, weights], AttributeMap.Empty.With("group", 2).With("dilations", 2L, 2L).With("pads", 1L, 2L, 3L, 0L)),
            builder.Add("Conv", [x, weights], AttributeMap.Empty.With("group", 2).With("auto_pad", "SAME_UPPER").With("strides", 4L, 4L)),
            builder.Add("AveragePool", [x], AttributeMap.Empty.With("kernel_shape", 2L, 3L).With("strides", 2L, 1L)),
            builder.Add("ReduceMean", [x], AttributeMap.Empty.With("axes", -1L, 2L).With("keepdims", 0)),
            builder.Add("ReduceSum", [x, Ints(1)]),
            builder.Add("ReduceMax", [x]),
            builder.Add("Transpose", [x], AttributeMap.Empty.With("perm", 0L, 2L, 3L, 1L)),
            builder.Add("Reshape", [x, Ints(0, -1, 9)]),
            builder.Add("Reshape", [x, Ints(-1, 144)]),
            builder.Add("Flatten", [x]),
            builder.Add("Squeeze", [builder.Add("GlobalMaxPool", [x]), Ints(2, -1)]),
            builder.Add("Unsqueeze", [x, Ints(0, -1)]),
            builder.Add("Slice", [x, Ints(-3, 1), Ints(long.MaxValue, -1), Ints(3, 2), Ints(2, 1)]),
            builder.Add("Slice", [x, Ints(5), Ints(long.MinValue), Ints(2), Ints(-2)]),
            builder.Add("Gather", [x, scalar], AttributeMap.Empty.With("axis", 1)),
            builder.Add("Gather", [x, Ints(0, 3, 1)], AttributeMap.Empty.With("axis", -1)),
            builder.Add("Pad", [x, Ints(0, 1, 0, -1, 0, 2, 0, 3)]),
            builder.Add("Concat", [x, x, x], AttributeMap.Empty.With("axis", -3)),
            parts[0], parts[1],
            builder.Add("Mul", [x, builder.Add("GlobalAveragePool", [x])]),
            builder.Add("PRelu", [x, builder.Constant("slope", TensorData.FromFloats(new float[4], 4, 1, 1))]),
            builder.Add("Where", [builder.Add("Greater", [x, builder.Constant("zero", TensorData.FromFloats([0]))]), x, builder.Constant("one", TensorData.FromFloats([1]))]),
            builder.Add("MatMul", [x, builder.Constant("m", TensorData.FromFloats(new float[30], 6, 5))]),
            builder.Add("Expand", [builder.Constant("e", TensorData.FromFloats(new float[3], 3, 1)), Ints(2, 1, 4)]),
            builder.Add("ConstantOfShape", [Ints(2, 3)]),
            builder.Add("Resize", [x, null, builder.Constant("scales", TensorData.FromFloats([1, 1, 1.5f, 2], 4))]),
            builder.Add("Resize", [x, null, null, builder.Add("Concat", [builder.Add("Slice", [builder.Add("Shape", [x]), Ints(0), Ints(2)]), Ints(7, 8)], AttributeMap.Empty.With("axis", 0))]),
            builder.Add("DepthToSpace", [x], AttributeMap.Empty.With("blocksize", 2)),
            builder.Add("SpaceToDepth", [x], AttributeMap.Empty.With("blocksize", 3)),
            builder.Add("ArgMax", [x], AttributeMap.Empty.With("axis", 1)),
            builder.Add("Shape", [x]),
            builder.Add("LRN", [x], AttributeMap.Empty.With("size", 3)),
        ];
        var graph = builder.Build([.. values.Select((value, i) => ($"y{i}", value))]);
        var actual = Networks.Shapes(OnnxWriter.ToBytes(graph), batch: 3);
        Assert.All(graph.Outputs, value => Assert.Equal(
            $"{value.Name} {value.Producer!.Operator} [{string.Join(", ", actual[value.Name])}]",
            $"{value.Name} {value.Producer!.Operator} {value.Shape!.ToString().Replace("batch", "3", StringComparison.Ordinal)}"));
    }

    [Fact]
    public void Flatten_BatchTimesRows_IsNoSingleLength()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", 4, 6));
        Assert.Equal("[?, 6]", builder.Add("Flatten", [x], AttributeMap.Empty.With("axis", -1)).Shape!.ToString());
    }

    [Fact]
    public void Statistics_ConvolutionAndDenseLayer_ByHand()
    {
        // Conv: 8 x 4 x 4 results of 3 x 3 x 3 products = 3456; Gemm: 5 results of 8 products = 40. Weights 216 + 40, bias 5.
        var builder = new GraphBuilder();
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", 3, 4, 4));
        var map = builder.Add(
            "Conv", [x, builder.Constant("w", TensorData.FromFloats(new float[216], 8, 3, 3, 3))], AttributeMap.Empty.With("pads", 1L, 1L, 1L, 1L));
        var flat = builder.Add("Flatten", [builder.Add("GlobalAveragePool", [map])]);
        Value[] dense = [flat, builder.Constant("d", TensorData.FromFloats(new float[40], 5, 8)), builder.Constant("b", TensorData.FromFloats(new float[5], 5))];
        var graph = builder.Build([("y", builder.Add("Gemm", dense, AttributeMap.Empty.With("transB", 1)))]);

        Assert.Equal(261, graph.Statistics().Parameters);
        Assert.Equal(3496, graph.Statistics().MultiplyAdds);
        Assert.Equal(2 * 3496, graph.Statistics(batch: 2).MultiplyAdds);
    }
}
