using System.Globalization;
using MLPipeline.Kernels.Threading;

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
        var seed = 0ul;
        Steps();
        Thread.Sleep(20); // what waits without sleeping has gone to sleep once
        Steps();
        var allocated = new AllocationCount(team.Size);
        Assert.Equal(0, SteadyAllocation.Of(Steps, () => allocated.Take(team)));

        void Steps()
        {
            for (var i = 0; i < 10; i++)
            {
                network.Step(++seed);
                network.Evaluate();
            }
        }
    }

    [Fact]
    public async Task PlannedBytes_IsWhatAProcessGrowsBy()
    {
        // In a process of its own: what other tests have given back would be taken first.
        var run = (await new ProgramCall("dotnet", [typeof(ResourceTests).Assembly.Location]).RunAsync()).Expect(0);
        long[] bytes = [.. run.Results.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => long.Parse(line, CultureInfo.InvariantCulture))];
        var (planned, growth) = (bytes[0], bytes[1]);
        Assert.InRange(planned, 80e6, 200e6);
        Assert.InRange(growth, 0.9 * planned, 1.1 * planned);
    }
}

[CollectionDefinition(nameof(ResourceTests), DisableParallelization = true)]
public sealed class ResourceCollection;
