using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Tests;

public sealed class WorkTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Run_ManyShortKernels_ComputesEveryPartOnce(int threads)
    {
        using var team = new WorkTeam(threads);
        var counts = new int[40];
        var kernel = new DelegateKernel(counts.Length, (part, worker) =>
        {
            Assert.InRange(worker, 0, threads - 1);
            Interlocked.Increment(ref counts[part]);
        });
        for (var i = 0; i < 2000; i++) team.Run(kernel);
        Assert.All(counts, count => Assert.Equal(2000, count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Run_PartThatThrows_ThrowsItHere_AndTheTeamGoesOn(int threads)
    {
        using var team = new WorkTeam(threads);
        var fault = Assert.Throws<InvalidOperationException>(() => team.Run(new DelegateKernel(20, (part, _) =>
        {
            if (part == 13) throw new InvalidOperationException("part 13");
        })));
        Assert.Equal("part 13", fault.Message);
        var count = 0;
        team.Run(new DelegateKernel(20, (_, _) => Interlocked.Increment(ref count)));
        Assert.Equal(20, count);
    }

    [Fact]
    public void Run_AfterAPause_WakesThreadsUp()
    {
        using var team = new WorkTeam(3);
        for (var i = 0; i < 5; i++)
        {
            Thread.Sleep(30); // the others wait without sleeping for much less
            var workers = new bool[3];
            var begun = 0;

            // Each part waits for the others, so all three threads have to come.
            team.Run(new DelegateKernel(3, (_, worker) =>
            {
                workers[worker] = true;
                Interlocked.Increment(ref begun);
                Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref begun) == 3, TimeSpan.FromSeconds(20)), "a thread sleeps on");
            }));
            Assert.All(workers, Assert.True);
        }
    }

    [Fact]
    public void Run_AfterDispose_IsRefused()
    {
        var team = new WorkTeam(2);
        team.Dispose();
        team.Dispose();
        Assert.Throws<ObjectDisposedException>(() => team.Run(new DelegateKernel(1, (_, _) => { })));
    }

    [Fact]
    public void Run_KernelWithoutParts_ReturnsAtOnce()
    {
        using var team = new WorkTeam();
        Assert.Equal(Environment.ProcessorCount, team.Size);
        team.Run(new DelegateKernel(0, (_, _) => Assert.Fail("There is no part.")));
    }
}
