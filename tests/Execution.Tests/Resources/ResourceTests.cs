using System.Diagnostics;
using MLPipeline.Kernels.Threading;
using MLPipeline.Networks;

namespace MLPipeline.Execution.Tests;

/// <summary>What a compiled network takes. Alone, so that nobody else allocates meanwhile.</summary>
[Collection(nameof(ResourceTests))]
public sealed class ResourceTests
{
    public static TheoryData<string> Names => [.. SmallNetworks.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Step_OnceItHasRun_AllocatesNothing(string name)
    {
        using var team = new WorkTeam(2);
        using var network = SmallNetworks.All[name].Compile(team);
        network.Step(1);
        network.Evaluate();
        Thread.Sleep(20); // what waits without sleeping has gone to sleep once
        network.Step(1);
        var allocated = new AllocationCount(team.Size);
        var before = allocated.Take(team);
        for (ulong seed = 2; seed < 12; seed++)
        {
            network.Step(seed);
            network.Evaluate();
        }

        Assert.Equal(before, allocated.Take(team));
    }

    [Fact]
    public void PlannedBytes_IsWhatTheProcessGrowsBy()
    {
        var graph = NetworkCatalog.Find("resnet20").Build();
        var trainable = NetworkParameters.Of(graph).Where(parameter => !parameter.Name.Contains("running", StringComparison.Ordinal)).Select(parameter => parameter.Name).ToArray();
        using var team = new WorkTeam(2);
        Compile(graph, trainable, 1, team).Dispose(); // code and graphs are there
        GC.Collect();
        var before = ResidentBytes();
        using var network = Compile(graph, trainable, 64, team);
        network.Step(1);
        var growth = ResidentBytes() - before;
        Assert.InRange(network.PlannedBytes, 80e6, 200e6);
        Assert.InRange(growth, 0.9 * network.PlannedBytes, 1.1 * network.PlannedBytes);
    }

    private static CompiledNetwork Compile(Graphs.Graph graph, string[] trainable, int batch, WorkTeam team)
    {
        var network = CompiledNetwork.Compile(graph, trainable, 10, new ExecutionOptions { BatchSize = batch }, team);
        network.Step(0);
        return network;
    }

    private static long ResidentBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}

[CollectionDefinition(nameof(ResourceTests), DisableParallelization = true)]
public sealed class ResourceCollection;
