using System.Diagnostics;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Benchmarks;

/// <summary>How fast a kernel of known size runs where nothing is in its way.</summary>
internal static class PeakRate
{
    /// <summary>Operations per second, in the fastest of five runs.</summary>
    public static double Of(ParallelKernel kernel, double operations, WorkTeam team)
    {
        var best = 0.0;
        for (var i = 0; i < 5; i++)
        {
            var start = Stopwatch.GetTimestamp();
            team.Run(kernel);
            best = Math.Max(best, operations / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }
}
