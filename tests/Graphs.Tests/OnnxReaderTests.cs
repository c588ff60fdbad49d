using Google.Protobuf;
using MLPipeline.Graphs.Serialization.Protobuf;
using static MLPipeline.Graphs.Tests.Messages;

namespace MLPipeline.Graphs.Tests;

public class OnnxReaderTests
{
    [Fact]
    public void Read_MissingFile_SaysSo() =>
        Assert.Contains("nowhere.onnx", Assert.Throws<FileNotFoundException>(() => OnnxReader.Read("nowhere.onnx")).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_EmptyFile_SaysSo()
    {
        using var folder = new TemporaryFolder();
        AssertFault($"{folder.File("m.onnx")} is empty.", () => OnnxReader.Read(folder.Write("m.onnx", "")));
    }

    [Fact]
    public void Read_Text_IsNoOnnx() => AssertFault("the model is no ONNX model, or cut short", () => OnnxReader.Read("hello, this is no model"u8.ToArray()));

    [Fact]
    public void Read_FileCutAtAnyPlace_IsAnErrorAndNothingElse()
    {
        var whole = File.ReadAllBytes(Networks.Golden("tiny_view"));
        for (var length = 1; length < whole.Length; length += 13)
        {
            Assert.Throws<GraphFormatException>(() => OnnxReader.Read(whole.AsMemory(0, length)));
        }
    }

    [Fact]
    public void Read_BytesChangedAnywhere_IsReadOrRefusedButNeverCrashes()
    {
        var whole = File.ReadAllBytes(Networks.Golden("tiny_view"));
        var random = new Random(5);
        for (var trial = 0; trial < 400; trial++)
        {
            var damaged = (byte[])whole.Clone();
            for (var i = 0; i < 3; i++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                OnnxReader.Read(damaged);
            }
            catch (GraphFormatException)
            {
            }
        }
    }

    [Fact]
    public void Read_SingleTensorMessage_IsNoModel() =>
        AssertFault("holds no network", () => OnnxReader.Read(new TensorProto { DataType = 1, RawData = ByteString.CopyFrom(0, 0, 0, 0) }.ToByteArray()));

    [Theory]
    [InlineData(6)]
    [InlineData(22)]
    public void Read_OpsetOutsideOfTheKnown_NamesTheWayOut(int version) =>
        AssertFault($"uses ONNX opset {version}; supported are 7 to 21. Export it again", () => Read(Model(opset: version, Node("Relu", "x", "y"))));

    [Theory]
    [InlineData(7)]
    [InlineData(21)]
    public void Read_OldestAndNewestOpset_IsKeptWhenWritten(int version) =>
        Assert.Equal(version, OnnxReader.Read(OnnxWriter.ToBytes(Read(Model(opset: version, Node("Relu", "x", "y"))))).OpsetVersion);

    [Fact]
    public void Read_NoOpset_IsAnError()
    {
        var model = Model(13, Node("Relu", "x", "y"));
        model.OpsetImport.Clear();
        AssertFault("does not say which version", () => Read(model));
    }

    [Fact]
    public void Read_UndefinedInput_NamesNodeOperatorAndValue() =>
        AssertFault("the model: node 'node_y' (Relu) needs 'ghost', which is no input", () => Read(Model(13, Node("Relu", "ghost", "y"))));

    [Fact]
    public void Read_Circle_NamesItsNodes() =>
        AssertFault(
            "in a circle: 'node_y' (Add) -> 'node_a' (Relu) -> 'node_y' (Add)",
            () => Read(Model(13, Node("Add", "x,a", "y"), Node("Relu", "y", "a"))));

    [Fact]
    public void Read_NodesInAnyOrder_AreSorted() =>
        Assert.Equal(["Relu", "Sigmoid"], Read(Model(13, Node("Sigmoid", "a", "y"), Node("Relu", "x", "a"))).Nodes.Select(node => node.Operator));

    [Fact]
    public void Read_TwoNodesWithOneOutputName_IsAnError() =>
        AssertFault("node 'node_y' (Sigmoid) computes 'y', a name that another value has", () => Read(Model(13, Node("Relu", "x", "y"), Node("Sigmoid", "x", "y"))));

    [Fact]
    public void Read_OutputThatNobodyComputes_IsAnError() =>
        AssertFault("output 'y' is computed by no node", () => Read(Model(13, Node("Relu", "x", "z"))));

    [Fact]
    public void Read_NoOutput_IsAnError()
    {
        var model = Model(13, Node("Relu", "x", "y"));
        model.Graph.Output.Clear();
        AssertFault("has no outputs", () => Read(model));
    }

    [Fact]
    public void Read_InitializerListedAsInput_IsAConstant()
    {
        var model = Model(13, Node("Add", "x,w", "y"));
        model.Graph.Initializer.Add(Tensor("w", 1, 2));
        model.Graph.Input.Add(new ValueInfoProto { Name = "w" });
        var graph = Read(model);
        Assert.Equal("x", Assert.Single(graph.Inputs).Name);
        Assert.Equal([1f, 2f], Assert.Single(graph.Constants).Constant!.ToFloats());
    }

    [Fact]
    public void Read_TensorWithTooFewBytes_NamesIt()
    {
        var model = Model(13, Node("Add", "x,w", "y"));
        var tensor = Tensor("w", 1, 2);
        tensor.Dims[0] = 3;
        model.Graph.Initializer.Add(tensor);
        AssertFault("the model: initializer 'w' is Float32 [3], 3 elements, but holds 8 bytes", () => Read(model));
    }

    [Fact]
    public void Read_TensorLargerThanAnything_NamesIt()
    {
        var model = Model(13, Node("Add", "x,w", "y"));
        var tensor = Tensor("w", 1, 2);
        tensor.Dims.Add([long.MaxValue, 4]);
        model.Graph.Initializer.Add(tensor);
        AssertFault("initializer 'w' has dimensions", () => Read(model));
    }

    [Fact]
    public void Read_UnsupportedElementType_NamesTensorAndWayOut()
    {
        var model = Model(13, Node("Add", "x,w", "y"));
        var tensor = Tensor("w", 1);
        tensor.DataType = 17; // FLOAT8E4M3FN
        model.Graph.Initializer.Add(tensor);
        AssertFault("initializer 'w' has the ONNX element type 17, which is not supported", () => Read(model));
    }

    [Fact]
    public void Read_ShapesThatContradict_NameNodeAndOperator()
    {
        var model = Model(13, Node("Add", "x,w", "y"));
        model.Graph.Initializer.Add(Tensor("w", 1, 2, 3));
        AssertFault("node 'node_y' (Add): Add 'node_y' over (%x Float32 [batch, 2], %w Float32 [3]) {}: lengths 2 and 3", () => Read(model));
    }

    [Fact]
    public void Read_AttributeOfTheWrongType_NamesIt()
    {
        var node = Node("Flatten", "x", "y");
        node.Attribute.Add(new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8("one") });
        AssertFault("node 'node_y' (Flatten): Attribute 'axis' is \"one\"", () => Read(Model(13, node)));
    }

    [Theory]
    [InlineData("value_float")]
    [InlineData("value_floats")]
    [InlineData("value")]
    public void Read_ConstantNode_BecomesAConstant(string form)
    {
        var constant = Node("Constant", "", "c");
        var attribute = new AttributeProto { Name = form };
        constant.Attribute.Add(attribute);
        (attribute.Type, attribute.F, attribute.T) = form switch
        {
            "value_float" => (AttributeProto.Types.AttributeType.Float, 4f, null),
            "value" => (AttributeProto.Types.AttributeType.Tensor, 0f, Tensor("", 4)),
            _ => (AttributeProto.Types.AttributeType.Floats, 0f, null),
        };
        if (form == "value_floats") attribute.Floats.Add(4);
        var graph = Read(Model(13, constant, Node("Mul", "x,c", "y")));
        Assert.Equal("Mul", Assert.Single(graph.Nodes).Operator);
        Assert.Equal([4f], Assert.Single(graph.Constants).Constant!.ToFloats());
    }

    [Fact]
    public void Read_OperatorOfAnotherDomain_PassesThroughAndIsNamedByTheCheck()
    {
        var node = Node("Sharpen", "x", "y");
        node.Domain = "com.example";
        node.Attribute.Add(new AttributeProto { Name = "secret", Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFrom(0xFF, 0xFE) });
        var model = Model(13, node);
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.example", Version = 3 });
        var graph = Read(model);

        Assert.Equal(3, graph.OtherDomains["com.example"]);
        Assert.Equal("[batch, 2]", graph.Outputs[0].Shape!.ToString()); // as the file declares it
        var written = ModelProto.Parser.ParseFrom(OnnxWriter.ToBytes(graph));
        Assert.Equal(node, Assert.Single(written.Graph.Node));
        AssertFault("com.example::Sharpen ('node_y')", () => SupportedOperators.Check(graph));
    }

    [Fact]
    public void Read_DeepChain_NeedsNoDeepStack()
    {
        var nodes = Enumerable.Range(0, 20_000).Select(i => Node("Relu", i == 0 ? "x" : $"v{i}", i == 19_999 ? "y" : $"v{i + 1}")).Reverse().ToArray();
        Assert.Equal(20_000, Read(Model(13, nodes)).Nodes.Count);
    }
}
