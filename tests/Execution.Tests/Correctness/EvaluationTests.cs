using MLPipeline.Graphs;
using MLPipeline.Kernels.Threading;
using MLPipeline.Networks;
using MLPipeline.Networks.Tests;

namespace MLPipeline.Execution.Tests;

/// <summary>What a compiled network predicts, against ONNX Runtime on the same graph, before and after training.</summary>
public sealed class EvaluationTests
{
    public static TheoryData<string> Names => [.. SmallNetworks.All.Keys.Except(["response normalisation, even window"])]; // ONNX Runtime knows odd ones only

    [Theory]
    [MemberData(nameof(Names))]
    public void Evaluate_BeforeAndAfterSteps_IsWhatOnnxRuntimeComputes(string name) => TrainAndCompare(SmallNetworks.All[name]);

    [Theory]
    [InlineData("SAME_UPPER")]
    [InlineData("SAME_LOWER")]
    [InlineData("VALID")]
    public void Evaluate_PaddingLeftToTheRuntime_IsItsPadding(string rule)
    {
        AttributeMap Window(long kernel, long stride) =>
            AttributeMap.Empty.With("kernel_shape", kernel, kernel).With("strides", stride, stride).With("auto_pad", rule);
        var net = new LayerStack(31, "batch", 3, 12, 13).Conv("first", 4, Window(3, 2), bias: true).Relu();
        TrainAndCompare(new SmallNetwork(net.Add("AveragePool", Window(2, 1)).Conv("second", 5, Window(2, 1), bias: false).Classify(), 3));
    }

    [Fact]
    public void Evaluate_LeavesGradientsParametersAndStatisticsAlone()
    {
        var small = SmallNetworks.All["residual blocks"];
        using var team = new WorkTeam(2);
        using var network = small.Compile(team);
        network.Step(1);
        var (values, gradients) = (All(network.Parameters.Values), All(network.Parameters.Gradients));
        network.Evaluate();
        Assert.Equal(values, All(network.Parameters.Values));
        Assert.Equal(gradients, All(network.Parameters.Gradients));
    }

    private static void TrainAndCompare(SmallNetwork small)
    {
        using var team = new WorkTeam(2);
        using var network = small.Compile(team);
        AssertAgrees(small, network);
        var step = PlainOptimizers.Sgd(0.01f);
        for (ulong seed = 1; seed <= 3; seed++)
        {
            network.Step(seed);
            step(network);
        }

        AssertAgrees(small, network);
    }

    private static float[] All(Kernels.Memory.AlignedMemory memory) => memory.Span(0, (int)memory.Length).ToArray();

    private static void AssertAgrees(SmallNetwork small, CompiledNetwork network)
    {
        var loss = network.Evaluate();
        var trained = NetworkParameters.Replace(small.Network, network.ReadParameters());
        var results = OnnxRun.Of(
            trained, Array.ConvertAll(small.Images.Elements, each => (float)each), Array.ConvertAll(small.Images.Dimensions, length => (int)length)).ToArray();
        var expected = small.Network.Outputs[0].Producer!.Is("Softmax") ? results : [.. results.Chunk(small.Classes).SelectMany(Softmax)];
        foreach (var (wanted, got) in expected.Zip(network.Probabilities.ToArray())) Assert.InRange(got, wanted * (1 - 1e-4), wanted * (1 + 1e-4));
        Assert.Equal(-small.Targets.Elements.Zip(expected, (target, probability) => target == 0 ? 0 : target * Math.Log(probability)).Sum(), loss, 1e-4 * loss);
    }

    private static IEnumerable<float> Softmax(float[] logits)
    {
        var exponentials = logits.Select(logit => Math.Exp(logit - logits.Max())).ToArray();
        return exponentials.Select(each => (float)(each / exponentials.Sum()));
    }
}
