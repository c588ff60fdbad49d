using System.Diagnostics;
using MLPipeline.Runtime.Winograd;

namespace MLPipeline.Runtime.Benchmarks;

/// <summary>What the innermost loop of the convolutions in 8 bits does when everything lies in the first-level cache.</summary>
internal static unsafe class ProductPeak
{
    private const int Channels = 256;
    private const int Calls = 20_000;

    /// <summary>Products a second on one core, the best of seven.</summary>
    public static double Measure()
    {
        var (tiles, filters, sums) = (new short[PairProducts.Tiles * Channels], new short[Channels * FilterTransform.Panel], new int[96]);
        var best = TimeSpan.MaxValue;
        fixed (short* tile = tiles, filter = filters)
        fixed (int* sum = sums)
        {
            for (var round = 0; round < 7; round++)
            {
                var start = Stopwatch.GetTimestamp();
                for (var call = 0; call < Calls; call++)
                {
                    PairProducts.Multiply(tile, Channels, filter, sum);
                }

                var time = Stopwatch.GetElapsedTime(start);
                best = time < best ? time : best;
            }
        }

        return (double)PairProducts.Tiles * Channels * FilterTransform.Panel * Calls / best.TotalSeconds;
    }
}
