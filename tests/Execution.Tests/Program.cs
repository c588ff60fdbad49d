using System.Diagnostics;
using System.Globalization;
using MLPipeline.Graphs;
using MLPipeline.Kernels.Threading;
using MLPipeline.Networks;

namespace MLPipeline.Execution.Tests;

/// <summary>The tests' assembly run as a program: prints the bytes that a network of some 100 MB plans to take, then those that the process has grown by.</summary>
internal static class Program
{
    public static void Main()
    {
        var graph = NetworkCatalog.Find("resnet20").Build();
        using var team = new WorkTeam(2);
        using (Compile(graph, 1, team))
        {
            GC.Collect(); // code and graphs are there
        }

        var before = ResidentBytes();
        using var network = Compile(graph, 64, team);
        Console.WriteLine(network.PlannedBytes.ToString(CultureInfo.InvariantCulture));
        Console.WriteLine((ResidentBytes() - before).ToString(CultureInfo.InvariantCulture));
    }

    private static CompiledNetwork Compile(Graph graph, int batch, WorkTeam team)
    {
        var trainable = NetworkParameters.Of(graph).Select(parameter => parameter.Name).Where(name => !name.Contains("running", StringComparison.Ordinal));
        var network = CompiledNetwork.Compile(graph, trainable, 10, new ExecutionOptions { BatchSize = batch }, team);
        network.Step(0);
        network.Step(1);
        return network;
    }

    private static long ResidentBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
