using MLPipeline.Graphs;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Execution.Tests;

/// <summary>What cannot be trained is refused with the node and the way out, never computed wrongly.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void Compile_DenseLayersThatShareWeights_NamesThem()
    {
        var net = new LayerStack(1, "batch", 20);
        var weights = net.Numbers("shared.weight", 0.2, 0, 20, 20);
        net.Add("MatMul", weights).Relu().Add("MatMul", weights).Relu().Dense("fc", 3);
        AssertRefused(net, "'shared.weight' is used by several layers, at least one of them dense");
    }

    [Fact]
    public void Compile_WeightsOfAConvolutionAndADenseLayer_NamesThem()
    {
        var net = new LayerStack(2, "batch", 20, 1, 1);
        var shared = net.Numbers("shared.bias", 0.2, 0, 20);
        var kernel = net.Numbers("conv.weight", 0.2, 0, 20, 20, 1, 1);
        net.Add("Conv", kernel, shared).Add("Conv", net.Numbers("other.weight", 0.2, 0, 20, 20, 1, 1), shared).Add("Conv", LayerStack.Window(1).With("group", 20), net.Numbers("deep.weight", 0.2, 0, 20, 1, 1, 1)).Add("Flatten").Dense("fc", 3);
        using var team = new WorkTeam(1);
        using var network = new SmallNetwork(net.Build(), 2).Compile(team); // a shared bias is no fault
        Assert.Equal(20, network.Parameters["shared.bias"].Count);
    }

    [Theory]
    [InlineData("Softmax", "operators that cannot be trained on the processor: Softmax ('Softmax'); SoftmaxGradient (")]
    [InlineData("Transpose", "operators that cannot be trained on the processor: Transpose ('Transpose', '")]
    public void Compile_OperatorWithoutKernel_NamesOperatorAndNode(string op, string named) =>
        AssertRefused(new LayerStack(3, "batch", 3, 4, 4).Conv("conv", 4, 3).Add(op, op == "Transpose" ? AttributeMap.Empty.With("perm", 0L, 1L, 3L, 2L) : AttributeMap.Empty).Conv("last", 4, 3), named);

    [Fact]
    public void Compile_JoinedRows_SaysThatOnlyChannelsCanBeJoined()
    {
        var net = new LayerStack(5, "batch", 3, 4, 4).Conv("conv", 4, 3);
        AssertRefused(net.Add("Concat", AttributeMap.Empty.With("axis", 2), net.Last), "joins along axis 2; only channels (1) can be joined");
    }

    [Fact]
    public void Compile_PaddingOtherThanZero_IsRefused()
    {
        var net = new LayerStack(6, "batch", 3, 4, 4).Conv("conv", 4, 3);
        AssertRefused(net.Add("Pad", net.Integers(0, 0, 1, 1, 0, 0, 1, 1), net.Number(1)), "does not pad with zeros");
    }

    [Fact]
    public void Compile_OpenImageSize_SaysToFixIt()
    {
        var fault = Assert.Throws<GraphFormatException>(() =>
        {
            using var team = new WorkTeam(1);
            CompiledNetwork.Compile(new LayerStack(7, "batch", 3, "height", 4).Conv("conv", 4, 3).Classify(), ["conv.weight"], 3, new ExecutionOptions(), team);
        });
        Assert.Contains("must have one input [batch, C, H, W] with known lengths", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_SoftmaxBehindIdentities_IsOneSoftmax()
    {
        var net = new LayerStack(8, "batch", 7).Dense("fc", 3).Add("Identity").Add("Softmax").Add("Identity");
        using var team = new WorkTeam(1);
        using var network = new SmallNetwork(net.Build(), 2).Compile(team);
        var loss = network.Step(1);
        Assert.Equal(loss, network.Evaluate(), 1e-6);
    }

    private static void AssertRefused(LayerStack net, string fault)
    {
        var graph = net.Last.Shape is { Count: 2 } ? net.Build() : net.Classify();
        using var team = new WorkTeam(1);
        var exception = Assert.Throws<GraphFormatException>(() => new SmallNetwork(graph, 2).Compile(team));
        Assert.Contains(fault, exception.Message, StringComparison.Ordinal);
    }
}
