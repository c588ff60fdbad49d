using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLPipeline.Kernels.Simd;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Benchmarks;

/// <summary>The most multiply-adds that all threads together can do, on registers alone.</summary>
internal sealed class MultiplyAddPeak : ParallelKernel
{
    private const int Rounds = 400_000;
    private readonly float[] _results;

    public MultiplyAddPeak(int threads) => _results = new float[threads * 16];

    public override int PartCount => _results.Length / 16;

    /// <summary>Floating-point operations per second.</summary>
    public static double Measure(WorkTeam team) =>
        PeakRate.Of(new MultiplyAddPeak(team.Size), 2.0 * 12 * Rounds * ((int)KernelSet.BestWidth / 32) * team.Size, team);

    public override void Execute(int part, int worker) => _results[part * 16] = KernelSet.BestWidth switch
    {
        VectorWidth.Bits512 => Chains<Simd512, Vector512<float>>(),
        VectorWidth.Bits256 => Chains<Simd256, Vector256<float>>(),
        _ => Chains<Simd128, Vector128<float>>(),
    };

    /// <summary>Twelve chains that do not wait for each other: more than the instruction's latency times the units that compute it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Chains<TSimd, TVector>()
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector a = TSimd.Zero, b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a;
        var x = TSimd.Broadcast(0.999f);
        var y = TSimd.Broadcast(0.001f);
        for (var round = 0; round < Rounds; round++)
        {
            a = TSimd.MultiplyAdd(a, x, y);
            b = TSimd.MultiplyAdd(b, x, y);
            c = TSimd.MultiplyAdd(c, x, y);
            d = TSimd.MultiplyAdd(d, x, y);
            e = TSimd.MultiplyAdd(e, x, y);
            f = TSimd.MultiplyAdd(f, x, y);
            g = TSimd.MultiplyAdd(g, x, y);
            h = TSimd.MultiplyAdd(h, x, y);
            i = TSimd.MultiplyAdd(i, x, y);
            j = TSimd.MultiplyAdd(j, x, y);
            k = TSimd.MultiplyAdd(k, x, y);
            l = TSimd.MultiplyAdd(l, x, y);
        }

        var first = TSimd.Add(TSimd.Add(TSimd.Add(a, b), TSimd.Add(c, d)), TSimd.Add(e, f));
        var second = TSimd.Add(TSimd.Add(TSimd.Add(g, h), TSimd.Add(i, j)), TSimd.Add(k, l));
        return TSimd.Sum(TSimd.Add(first, second));
    }
}
