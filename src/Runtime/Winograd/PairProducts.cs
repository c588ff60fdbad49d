using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MLPipeline.Runtime.Winograd;

/// <summary>
/// Six tiles by sixteen output channels, two input channels a step: one instruction multiplies sixteen pairs of 16-bit numbers and adds
/// neighbours into eight 32-bit sums. The twelve sums stay in registers only under names of their own.
/// </summary>
internal static unsafe class PairProducts
{
    /// <summary>Tiles computed together.</summary>
    public const int Tiles = 6;

    /// <param name="tiles">Six rows of transformed codes, <c>[6, C]</c>.</param>
    /// <param name="channels">C, even.</param>
    /// <param name="filters">Transformed filters of one position, <c>[C / 2, 16, 2]</c>.</param>
    /// <param name="sums">Where the sums go, <c>[6, 16]</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(short* tiles, int channels, short* filters, int* sums)
    {
        nint row = channels;
        var lower = tiles + (3 * row);
        Vector256<int> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default;
        Vector256<int> d0 = default, d1 = default, e0 = default, e1 = default, f0 = default, f1 = default;
        for (var end = tiles + channels; tiles < end; tiles += 2, lower += 2, filters += 32)
        {
            var first = Vector256.Load(filters);
            var second = Vector256.Load(filters + 16);
            var pair = Pair(tiles);
            a0 += Avx2.MultiplyAddAdjacent(pair, first);
            a1 += Avx2.MultiplyAddAdjacent(pair, second);
            pair = Pair(tiles + row);
            b0 += Avx2.MultiplyAddAdjacent(pair, first);
            b1 += Avx2.MultiplyAddAdjacent(pair, second);
            pair = Pair(tiles + (2 * row));
            c0 += Avx2.MultiplyAddAdjacent(pair, first);
            c1 += Avx2.MultiplyAddAdjacent(pair, second);
            pair = Pair(lower);
            d0 += Avx2.MultiplyAddAdjacent(pair, first);
            d1 += Avx2.MultiplyAddAdjacent(pair, second);
            pair = Pair(lower + row);
            e0 += Avx2.MultiplyAddAdjacent(pair, first);
            e1 += Avx2.MultiplyAddAdjacent(pair, second);
            pair = Pair(lower + (2 * row));
            f0 += Avx2.MultiplyAddAdjacent(pair, first);
            f1 += Avx2.MultiplyAddAdjacent(pair, second);
        }

        Store(sums, a0, a1);
        Store(sums + 16, b0, b1);
        Store(sums + 32, c0, c1);
        Store(sums + 48, d0, d1);
        Store(sums + 64, e0, e1);
        Store(sums + 80, f0, f1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Pair(short* codes) => Vector256.Create(*(int*)codes).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(int* sums, Vector256<int> first, Vector256<int> second)
    {
        first.Store(sums);
        second.Store(sums + 8);
    }
}
