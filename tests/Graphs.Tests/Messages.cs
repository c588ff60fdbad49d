using System.Runtime.InteropServices;
using Google.Protobuf;
using MLPipeline.Graphs.Serialization.Protobuf;

namespace MLPipeline.Graphs.Tests;

/// <summary>Small ONNX messages, also such as no exporter would write.</summary>
internal static class Messages
{
    /// <summary>A model from input <c>x</c> to output <c>y</c>, both Float32 [batch, 2].</summary>
    public static ModelProto Model(int opset, params NodeProto[] nodes)
    {
        var model = new ModelProto { IrVersion = 7, Graph = new GraphProto { Name = "test" } };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
        model.Graph.Input.Add(Info("x"));
        model.Graph.Output.Add(Info("y"));
        model.Graph.Node.AddRange(nodes);
        return model;
    }

    public static NodeProto Node(string op, string inputs, string output)
    {
        var node = new NodeProto { OpType = op, Name = "node_" + output };
        if (inputs.Length > 0) node.Input.AddRange(inputs.Split(','));
        node.Output.Add(output);
        return node;
    }

    public static TensorProto Tensor(string name, params float[] numbers)
    {
        var tensor = new TensorProto { Name = name, DataType = 1, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(numbers)) };
        tensor.Dims.Add(numbers.Length);
        return tensor;
    }

    public static ValueInfoProto Info(string name, int elementType = 1)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "batch" });
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = 2 });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = elementType, Shape = shape } } };
    }

    public static Graph Read(ModelProto model) => OnnxReader.Read(model.ToByteArray());

    public static void AssertFault(string expected, Action action) =>
        Assert.Contains(expected, Assert.Throws<GraphFormatException>(action).Message, StringComparison.Ordinal);
}
