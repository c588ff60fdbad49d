using MLPipeline.Graphs;
using MLPipeline.Reference;

namespace MLPipeline.Autodiff.Tests;

public class TrainingGraphBuilderTests
{
    private static readonly string[] Everything = ["conv1.weight", "bn1.weight", "bn1.bias", "conv2.weight", "bn2.weight", "bn2.bias", "fc.weight", "fc.bias"];

    [Fact]
    public void Build_NormalisationWithReluOrAddAndRelu_BecomesOneNode()
    {
        var forward = TrainingGraphBuilder.Build(Residual(), Everything, 3);

        var normalizations = Normalizations(forward);
        Assert.Equal(2, normalizations.Length);
        Assert.All(normalizations, node => Assert.Equal("relu", node.Attributes.GetString("activation")));
        Assert.Null(normalizations[0].Input(5));
        Assert.Equal(normalizations[0].Outputs[0], normalizations[1].Input(5));
        Assert.DoesNotContain(forward.Graph.Nodes, node => node.Is("Relu") || node.Is("Add") || node.Is("BatchNormalization"));
    }

    [Fact]
    public void Build_Names_AreThoseOfTheNetworkAndDeterministic()
    {
        var forward = TrainingGraphBuilder.Build(Residual(), Everything.Reverse(), 3);

        Assert.Equal(["input", "target"], forward.Graph.Inputs.Select(input => input.Name));
        Assert.Equal("[batch, 3]", forward.Target.Shape!.ToString());
        Assert.Equal(
            ["loss", "probabilities", "bn1.running_mean.next", "bn1.running_var.next", "bn2.running_mean.next", "bn2.running_var.next"],
            forward.Graph.Outputs.Select(output => output.Name));
        Assert.Equal(Everything, forward.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(["bn1.running_mean", "bn1.running_var", "bn2.running_mean", "bn2.running_var"], forward.RunningStatistics.Select(statistic => statistic.Constant.Name));
        Assert.Equal(OnnxWriter.ToBytes(forward.Graph), OnnxWriter.ToBytes(TrainingGraphBuilder.Build(Residual(), Everything, 3).Graph));

        var training = Differentiator.Differentiate(forward);
        Assert.Equal(
            forward.Graph.Outputs.Select(output => output.Name).Concat(Everything.Select(name => name + ".gradient")), training.Graph.Outputs.Select(output => output.Name));
        Assert.Equal(training.Graph.Outputs.Skip(6), training.Parameters.Select(parameter => parameter.Gradient));

        // A training graph is a file like any other, with its shapes.
        Assert.Equal(training.Graph.ToString(), OnnxReader.Read(OnnxWriter.ToBytes(training.Graph)).ToString());
    }

    [Fact]
    public void Build_FrozenNormalisation_StaysAsItIsUsed()
    {
        // bn1 is not named; conv1 below it is trained all the same.
        var forward = TrainingGraphBuilder.Build(Residual(), ["conv1.weight", "bn2.weight", "fc.weight"], 3);

        Assert.Equal(["bn2.running_mean", "bn2.running_var"], forward.RunningStatistics.Select(statistic => statistic.Constant.Name));
        Assert.Equal("bn1.running_mean", forward.Graph.Nodes.Single(node => node.Is("BatchNormalization")).Inputs[3]!.Name);
        Assert.Single(forward.Graph.Nodes, node => node.Is("Relu"));
    }

    [Fact]
    public void Build_ValueBetweenThatSomebodyElseNeeds_IsNotFused()
    {
        var net = new SmallNetwork("shared", 1, "batch", 3, 4, 4);
        var normalized = net.Normalize("bn", net.Conv("conv", net.Input, 3, 1));
        var forward = TrainingGraphBuilder.Build(net.Classify(net.Add("Mul", net.Add("Relu", normalized), normalized), 3), ["bn.weight"], 3);

        Assert.Equal("none", Assert.Single(Normalizations(forward)).Attributes.GetString("activation"));
        Assert.Single(forward.Graph.Nodes, node => node.Is("Relu"));
    }

    [Fact]
    public void Build_SumThatStretchesAnOperand_IsNotFused()
    {
        var net = new SmallNetwork("stretched", 1, "batch", 3, 4, 4);
        var map = net.Conv("conv", net.Input, 3, 1);
        var sum = net.Add("Add", net.Normalize("bn", map), net.Add("GlobalAveragePool", map));
        var forward = TrainingGraphBuilder.Build(net.Classify(net.Add("Relu", sum), 3), ["bn.weight"], 3);

        Assert.Null(Assert.Single(Normalizations(forward)).Input(5));
        Assert.Single(forward.Graph.Nodes, node => node.Is("Add"));
    }

    [Fact]
    public void Build_TwoNormalisationsAdded_FuseOneAndGiveItTheOther()
    {
        var net = new SmallNetwork("two", 1, "batch", 3, 4, 4);
        var sum = net.Add("Add", net.Normalize("bn1", net.Conv("conv1", net.Input, 3, 1)), net.Normalize("bn2", net.Conv("conv2", net.Input, 3, 3)));
        var forward = TrainingGraphBuilder.Build(net.Classify(net.Add("Relu", sum), 3), ["bn1.weight", "bn2.weight"], 3);

        var normalizations = Normalizations(forward);
        Assert.Equal(["none", "relu"], normalizations.Select(node => node.Attributes.GetString("activation")));
        Assert.Equal("bn1.weight", normalizations[1].Inputs[1]!.Name);
        Assert.Equal(normalizations[0].Outputs[0], normalizations[1].Input(5));
    }

    [Fact]
    public void Build_RunningStatistics_MoveTowardsTheBatchAsTheyDoInPyTorch()
    {
        // One channel, values 1, 2, 3, 6: mean 3, unbiased variance (4 + 1 + 0 + 9) / 3 = 14 / 3.
        // With momentum 0.9 from (10, 1): 0.9 * 10 + 0.1 * 3 = 9.3 and 0.9 + 0.1 * 14 / 3.
        var builder = new GraphBuilder("statistics");
        var x = builder.Input("input", ElementType.Float32, new TensorShape("batch", 1));
        Value Constant(string name, float value) => builder.Constant(name, TensorData.FromFloats([value], 1));
        var y = builder.Add("BatchNormalization", [x, Constant("scale", 1), Constant("bias", 0), Constant("mean", 10), Constant("variance", 1)]);
        var forward = TrainingGraphBuilder.Build(builder.Build([("logits", y)]), ["scale"], 1);

        var values = ReferenceEvaluator.Run(forward.Graph, new Dictionary<string, ReferenceTensor>
        {
            ["input"] = new([4, 1], [1, 2, 3, 6]),
            ["target"] = ReferenceTensor.Zeros(4, 1),
        });
        Assert.Equal(9.3, values["mean.next"].Elements[0], 1e-6);
        Assert.Equal(0.9 + (1.4 / 3), values["variance.next"].Elements[0], 1e-6);
    }

    [Theory]
    [InlineData(true, 0.5f, 2)]
    [InlineData(true, 0f, 0)]
    [InlineData(false, 0.5f, 0)]
    public void Build_Dropout_DropsOnlyWhereItShould(bool dropout, float ratio, int expected)
    {
        var net = new SmallNetwork("dropout", 1, "batch", 5);
        var hidden = net.Dropout("a", net.Dense("fc1", net.Dropout("b", net.Input, ratio), 4), ratio);
        var forward = TrainingGraphBuilder.Build(
            net.Builder.Build([("logits", net.Dense("fc2", hidden, 3))]), ["fc1.weight"], 3, new TrainingGraphOptions { Dropout = dropout });

        var nodes = forward.Graph.Nodes.Where(node => node.Operator == TrainingOperators.DropoutTraining).ToArray();
        Assert.Equal(Enumerable.Range(0, expected).Select(index => (long)index), nodes.Select(node => node.Attributes.GetInt("index", -1)));
        Assert.DoesNotContain(forward.Graph.Nodes, node => node.Is("Dropout"));
    }

    [Fact]
    public void Build_ProbabilitiesAtTheEnd_GiveTheSameLossAsLogits()
    {
        Graph Make(bool softmax)
        {
            var net = new SmallNetwork("end", 1, "batch", 5);
            var logits = net.Dense("fc", net.Input, 3);
            return net.Builder.Build([("y", softmax ? net.Add("Softmax", logits) : logits)]);
        }

        var (bare, dropped) = (TrainingGraphBuilder.Build(Make(false), ["fc.weight"], 3), TrainingGraphBuilder.Build(Make(true), ["fc.weight"], 3));
        Assert.Equal(bare.Graph.Nodes.Select(node => node.Operator), dropped.Graph.Nodes.Select(node => node.Operator));
    }

    [Fact]
    public void Build_ManyFaults_AreAllReported()
    {
        var net = new SmallNetwork("faulty", 1, "batch", 5);
        var hidden = net.Dropout("drop", net.Dense("fc1", net.Input, 4), 1.5f);
        var aside = net.Builder.Constant("loss", TensorData.FromFloats([1]));
        var network = net.Builder.Build([("logits", net.Dense("fc2", net.Builder.Add("Mul", [hidden, aside]), 3))]);

        var fault = Assert.Throws<GraphFormatException>(() => TrainingGraphBuilder.Build(network, ["fc1.wieght", "input"], 10)).Message;
        Assert.Contains("there is no parameter 'fc1.wieght'. Did you mean 'fc1.weight'?", fault, StringComparison.Ordinal);
        Assert.Contains("there is no parameter 'input'", fault, StringComparison.Ordinal);
        Assert.Contains("the name 'loss' belongs to a result of training", fault, StringComparison.Ordinal);
        Assert.Contains("it has 3 classes, 10 are needed; replace its last layer first", fault, StringComparison.Ordinal);
        Assert.Contains("the ratio of 'drop' is 1.5; it must be at least 0 and below 1", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_NoParametersOrSeveralOutputsOrNoRows_IsAFault()
    {
        var net = new SmallNetwork("outputs", 1, "batch", 3, 4, 4);
        var map = net.Conv("conv", net.Input, 3, 1);
        AssertFault("no trainable parameter is named", () => TrainingGraphBuilder.Build(net.Classify(map, 3), [], 3));
        AssertFault("it has 2 outputs", () => TrainingGraphBuilder.Build(net.Builder.Build([("a", map), ("b", net.Input)]), ["conv.weight"], 3));
        AssertFault("is not [batch, 3]", () => TrainingGraphBuilder.Build(net.Builder.Build([("a", map)]), ["conv.weight"], 3));
    }

    [Fact]
    public void Build_ParametersThatTheLossDoesNotNeed_AreNamed()
    {
        // Only the shape of what 'shape.weight' computes is used.
        var net = new SmallNetwork("unused", 1, "batch", 3, 4, 4);
        var aside = net.Add("Shape", net.Conv("shape", net.Input, 3, 1));
        var network = net.Classify(net.Add("Reshape", net.Conv("conv", net.Input, 3, 1), aside), 3);
        AssertFault("'shape.weight' does not reach the loss", () => Differentiator.Differentiate(TrainingGraphBuilder.Build(network, ["shape.weight", "conv.weight"], 3)));
    }

    [Fact]
    public void Build_StatisticSharedByTwoNormalisations_IsAFault()
    {
        var builder = new GraphBuilder("shared");
        var x = builder.Input("input", ElementType.Float32, new TensorShape("batch", 1));
        Value[] constants = [.. new[] { "scale", "bias", "mean", "variance" }.Select(name => builder.Constant(name, TensorData.FromFloats([1], 1)))];
        var y = builder.Add("BatchNormalization", [builder.Add("BatchNormalization", [x, .. constants], name: "first"), .. constants], name: "second");
        AssertFault("'first' and 'second' share the running statistic 'mean'", () => TrainingGraphBuilder.Build(builder.Build([("y", y)]), ["scale"], 1));
    }

    private static Graph Residual()
    {
        var net = new SmallNetwork("residual", 1, "batch", 3, 5, 5);
        var stem = net.Add("Relu", net.Normalize("bn1", net.Conv("conv1", net.Input, 4, 3)));
        var main = net.Normalize("bn2", net.Conv("conv2", stem, 4, 3));
        return net.Classify(net.Add("Relu", net.Add("Add", stem, main)), 3);
    }

    private static Node[] Normalizations(ForwardGraph forward) =>
        [.. forward.Graph.Nodes.Where(node => node.Operator == TrainingOperators.BatchNormalizationTraining)];

    private static void AssertFault(string expected, Action action) =>
        Assert.Contains(expected, Assert.Throws<GraphFormatException>(action).Message, StringComparison.Ordinal);
}
