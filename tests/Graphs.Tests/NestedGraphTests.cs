using Google.Protobuf;
using MLPipeline.Graphs.Serialization.Protobuf;
using static MLPipeline.Graphs.Tests.Messages;

namespace MLPipeline.Graphs.Tests;

/// <summary>If and its like stay encoded, and yet survive being cut, joined and renamed.</summary>
public class NestedGraphTests
{
    [Fact]
    public void ReadAndWrite_BranchThatReadsOuterValues_ComputesTheSame()
    {
        var original = ModelWithBranch().ToByteArray();
        Networks.AssertSame(original, OnnxWriter.ToBytes(OnnxReader.Read(original)), batch: 3);
    }

    [Fact]
    public void Read_ValueThatOnlyABranchReads_IsKept() =>
        Assert.Contains(Read(ModelWithBranch()).Nodes, node => node.Is("Relu"));

    [Fact]
    public void Inline_OverNamesThatAreTaken_RenamesInsideTheBranches()
    {
        var network = Read(ModelWithBranch());
        var builder = GraphBuilder.Like(network);
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", 2));

        // "outer" is what the branches read, "inner" what one of them computes: both names are taken here.
        var sum = builder.Add("Neg", [builder.Add("Sigmoid", [x], name: "outer")], name: "inner");
        var copies = builder.Inline(network, new Dictionary<Value, Value> { [network.Inputs[0]] = x }, network.Outputs);
        var graph = builder.Build([("y", copies[network.Outputs[0]]), ("sum", sum)]);

        var alone = Networks.Run(ModelWithBranch().ToByteArray(), 3)["y"];
        Assert.Equal(alone, Networks.Run(OnnxWriter.ToBytes(graph), 3)["y"]);
    }

    [Fact]
    public void Read_BranchThatReadsWhatDoesNotExist_IsAnError()
    {
        var model = ModelWithBranch();
        model.Graph.Node.RemoveAt(0);
        AssertFault("node 'node_y' (If) needs 'outer'", () => Read(model));
    }

    /// <summary>y = if true then outer + outer (called inner) else -outer, with outer = relu(x).</summary>
    private static ModelProto ModelWithBranch()
    {
        var choice = Node("If", "condition", "y");
        choice.Attribute.Add(Branch("then_branch", Node("Add", "outer,outer", "inner")));
        choice.Attribute.Add(Branch("else_branch", Node("Neg", "outer", "negative")));
        var model = Model(13, Node("Relu", "x", "outer"), choice);
        var condition = new TensorProto { Name = "condition", DataType = 9, RawData = ByteString.CopyFrom(1) };
        model.Graph.Initializer.Add(condition);
        return model;
    }

    private static AttributeProto Branch(string name, NodeProto node)
    {
        var graph = new GraphProto { Name = name };
        graph.Node.Add(node);
        graph.Output.Add(Info(node.Output[0]));
        return new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = graph };
    }
}
