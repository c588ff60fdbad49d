using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Benchmarks;

/// <summary>
/// The most multiply-adds of unsigned 8-bit codes and signed 8-bit weights that all threads together can do where the processor has AVX2 and no
/// VNNI: vpmaddubsw, vpmaddwd and vpaddd for 32 of them, as every kernel that multiplies codes as they are needs there. A tile of four rows and sixteen columns
/// in registers, the weights from the first cache.
/// </summary>
internal sealed unsafe class EightBitPeak : ParallelKernel
{
    private const int Rounds = 400_000;
    private const int WeightBytes = 4096;
    private readonly int[] _results;

    public EightBitPeak(int threads) => _results = new int[threads * 16];

    public override int PartCount => _results.Length / 16;

    /// <summary>Multiply-adds per second; 0 without AVX2.</summary>
    public static double Measure(WorkTeam team) =>
        Avx2.IsSupported ? PeakRate.Of(new EightBitPeak(team.Size), 8.0 * 32 * Rounds * team.Size, team) : 0;

    public override void Execute(int part, int worker)
    {
        var weights = (byte*)NativeMemory.AlignedAlloc(WeightBytes, 64);
        try
        {
            NativeMemory.Fill(weights, WeightBytes, 1);
            _results[part * 16] = Tile(weights);
        }
        finally
        {
            NativeMemory.AlignedFree(weights);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Tile(byte* weights)
    {
        Vector256<int> a = default, b = a, c = a, d = a, e = a, f = a, g = a, h = a;
        var ones = Vector256.Create((short)1);
        Vector256<byte> x0 = Vector256.Create((byte)1), x1 = Vector256.Create((byte)2), x2 = Vector256.Create((byte)3), x3 = Vector256.Create((byte)4);
        for (var round = 0; round < Rounds; round++)
        {
            var w = (sbyte*)weights + ((round & 63) * 64);
            var w0 = Avx.LoadAlignedVector256(w);
            var w1 = Avx.LoadAlignedVector256(w + 32);
            a = Add(a, x0, w0, ones);
            b = Add(b, x0, w1, ones);
            c = Add(c, x1, w0, ones);
            d = Add(d, x1, w1, ones);
            e = Add(e, x2, w0, ones);
            f = Add(f, x2, w1, ones);
            g = Add(g, x3, w0, ones);
            h = Add(h, x3, w1, ones);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Add(Vector256<int> sum, Vector256<byte> codes, Vector256<sbyte> weights, Vector256<short> ones) =>
        Avx2.Add(sum, Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(codes, weights), ones));
}
