using System.Runtime.InteropServices;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Execution.Tests;

/// <summary>The same bytes whatever computes them.</summary>
public sealed class DeterminismTests
{
    public static TheoryData<string> Names => ["residual blocks", "many channels", "inverted bottleneck with squeeze and excitation", "groups", "dropout", "windows"];

    [Theory]
    [MemberData(nameof(Names))]
    public void ThreeSteps_OnAnyNumberOfThreads_GiveTheSameBytes(string name)
    {
        var first = Run(name, 1);
        Assert.Equal(first, Run(name, 1));
        foreach (var threads in new[] { 2, 3, 5 }) Assert.Equal(first, Run(name, threads));
    }

    [Fact]
    public void Step_AnotherSeed_DropsOtherElements()
    {
        using var team = new WorkTeam(2);
        using var network = SmallNetworks.All["dropout"].Compile(team);
        var loss = network.Step(1);
        Assert.Equal(loss, network.Step(1));
        Assert.NotEqual(loss, network.Step(2));
    }

    /// <summary>Losses, probabilities, gradients, parameters and statistics after three steps.</summary>
    private static byte[] Run(string name, int threads)
    {
        using var team = new WorkTeam(threads);
        using var network = SmallNetworks.All[name].Compile(team);
        var step = PlainOptimizers.Sgd(0.1f);
        var losses = new List<float>();
        for (ulong seed = 1; seed <= 3; seed++)
        {
            losses.Add(network.Step(seed));
            step(network);
        }

        losses.Add(network.Evaluate());
        var (gradients, values) = (network.Parameters.Gradients, network.Parameters.Values);
        return MemoryMarshal.AsBytes<float>(
            (float[])[.. losses, .. network.Probabilities, .. gradients.Span(0, (int)gradients.Length), .. values.Span(0, (int)values.Length)]).ToArray();
    }
}
