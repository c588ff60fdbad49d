using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Simd;

namespace MLPipeline.Kernels.Matrix;

/// <summary>
/// The product of <see cref="TileMultiply{TSimd, TVector}"/> for whole blocks of 16 columns. Narrow registers take a block in parts of two registers. Where
/// one register holds a block, two blocks make a tile, and a block that is alone is computed in tiles of twelve rows by one register.
/// </summary>
internal static unsafe class BlockMultiply<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const int TallRows = 12;

    /// <summary>
    /// c[block * cStep + target[r] + j] (+)= sum over s, k of a[row[r] + segment[s] + k] * b[block * bStep + (s * length + k) * 16 + j], for all rows r and j of
    /// 0 to 15. Each sum is the same whatever tile it is in, and whatever the register's width where the processor multiplies and adds in one rounding.
    /// </summary>
    /// <param name="a">What row and segment offsets are counted from.</param>
    /// <param name="rows">Offset of each row in A, in floats.</param>
    /// <param name="rowCount">How many rows there are.</param>
    /// <param name="segments">Offset of each segment within a row.</param>
    /// <param name="segmentCount">How many segments there are.</param>
    /// <param name="length">Elements in a segment.</param>
    /// <param name="b">B of the first block.</param>
    /// <param name="bStep">Floats from one block of B to the next.</param>
    /// <param name="c">What targets are counted from, for the first block.</param>
    /// <param name="cStep">Floats from one block of C to the next.</param>
    /// <param name="blocks">How many blocks: 1 or 2.</param>
    /// <param name="targets">Offset of each row in C, in floats.</param>
    /// <param name="accumulate">Whether C is added to.</param>
    /// <param name="fetchAhead">Whether A comes from memory: then tiles of two registers ask for it ahead.</param>
    public static void Multiply(
        float* a,
        nint* rows,
        int rowCount,
        nint* segments,
        int segmentCount,
        int length,
        float* b,
        nint bStep,
        float* c,
        nint cStep,
        int blocks,
        nint* targets,
        bool accumulate,
        bool fetchAhead = false)
    {
        if (TSimd.Width == TensorLayout.Block)
        {
            if (blocks == 2)
            {
                TileMultiply<TSimd, TVector>.Multiply(
                    a, rows, rowCount, segments, segmentCount, length, b, b + bStep, c, c + cStep, targets, accumulate, fetchAhead);
            }
            else
            {
                MultiplyAlone(a, rows, rowCount, segments, segmentCount, length, b, c, targets, accumulate);
            }

            return;
        }

        for (var block = 0; block < blocks; block++, b += bStep, c += cStep)
        {
            for (var column = 0; column < TensorLayout.Block; column += 2 * TSimd.Width)
            {
                var b0 = b + column;
                var c0 = c + column;
                var isFirst = block == 0 && column == 0;
                TileMultiply<TSimd, TVector>.Multiply(
                    a, rows, rowCount, segments, segmentCount, length, b0, b0 + TSimd.Width, c0, c0 + TSimd.Width, targets, accumulate, fetchAhead && isFirst);
            }
        }
    }

    private static void MultiplyAlone(
        float* a, nint* rows, int rowCount, nint* segments, int segmentCount, int length, float* b, float* c, nint* targets, bool accumulate)
    {
        // What twelves leave over is computed as half blocks in registers of half the width: of one or two twelves more, if only so much comes out even.
        var rest = rowCount % TallRows;
        while (!TileMultiply<TSimd, TVector>.ComesOutEven(rest) && rest + TallRows <= rowCount) rest += TallRows;
        var row = 0;
        for (; row < rowCount - rest; row += TallRows) Twelve(a, rows + row, segments, segmentCount, length, b, c, targets + row, accumulate);

        if (rest == 0) return;
        TileMultiply<Simd256, Vector256<float>>.Multiply(
            a, rows + row, rest, segments, segmentCount, length, b, b + Simd256.Width, c, c + Simd256.Width, targets + row, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Twelve(float* a, nint* rows, nint* segments, int segmentCount, int length, float* b, float* c, nint* targets, bool accumulate)
    {
        TVector x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11;
        if (accumulate)
        {
            x0 = TSimd.Load(c + targets[0]);
            x1 = TSimd.Load(c + targets[1]);
            x2 = TSimd.Load(c + targets[2]);
            x3 = TSimd.Load(c + targets[3]);
            x4 = TSimd.Load(c + targets[4]);
            x5 = TSimd.Load(c + targets[5]);
            x6 = TSimd.Load(c + targets[6]);
            x7 = TSimd.Load(c + targets[7]);
            x8 = TSimd.Load(c + targets[8]);
            x9 = TSimd.Load(c + targets[9]);
            x10 = TSimd.Load(c + targets[10]);
            x11 = TSimd.Load(c + targets[11]);
        }
        else
        {
            x0 = x1 = x2 = x3 = x4 = x5 = x6 = x7 = x8 = x9 = x10 = x11 = TSimd.Zero;
        }

        for (var s = 0; s < segmentCount; s++)
        {
            var start = a + segments[s];
            var p0 = start + rows[0];
            var p1 = start + rows[1];
            var p2 = start + rows[2];
            var p3 = start + rows[3];
            var p4 = start + rows[4];
            var p5 = start + rows[5];
            var p6 = start + rows[6];
            var p7 = start + rows[7];
            var p8 = start + rows[8];
            var p9 = start + rows[9];
            var p10 = start + rows[10];
            var p11 = start + rows[11];
            for (nint k = 0; k < length; k++)
            {
                var y = TSimd.Load(b);
                b += TensorLayout.Block;
                x0 = TSimd.MultiplyAdd(TSimd.Broadcast(p0[k]), y, x0);
                x1 = TSimd.MultiplyAdd(TSimd.Broadcast(p1[k]), y, x1);
                x2 = TSimd.MultiplyAdd(TSimd.Broadcast(p2[k]), y, x2);
                x3 = TSimd.MultiplyAdd(TSimd.Broadcast(p3[k]), y, x3);
                x4 = TSimd.MultiplyAdd(TSimd.Broadcast(p4[k]), y, x4);
                x5 = TSimd.MultiplyAdd(TSimd.Broadcast(p5[k]), y, x5);
                x6 = TSimd.MultiplyAdd(TSimd.Broadcast(p6[k]), y, x6);
                x7 = TSimd.MultiplyAdd(TSimd.Broadcast(p7[k]), y, x7);
                x8 = TSimd.MultiplyAdd(TSimd.Broadcast(p8[k]), y, x8);
                x9 = TSimd.MultiplyAdd(TSimd.Broadcast(p9[k]), y, x9);
                x10 = TSimd.MultiplyAdd(TSimd.Broadcast(p10[k]), y, x10);
                x11 = TSimd.MultiplyAdd(TSimd.Broadcast(p11[k]), y, x11);
            }
        }

        TSimd.Store(c + targets[0], x0);
        TSimd.Store(c + targets[1], x1);
        TSimd.Store(c + targets[2], x2);
        TSimd.Store(c + targets[3], x3);
        TSimd.Store(c + targets[4], x4);
        TSimd.Store(c + targets[5], x5);
        TSimd.Store(c + targets[6], x6);
        TSimd.Store(c + targets[7], x7);
        TSimd.Store(c + targets[8], x8);
        TSimd.Store(c + targets[9], x9);
        TSimd.Store(c + targets[10], x10);
        TSimd.Store(c + targets[11], x11);
    }
}
