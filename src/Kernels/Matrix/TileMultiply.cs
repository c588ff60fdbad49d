using System.Runtime.CompilerServices;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Simd;

namespace MLPipeline.Kernels.Matrix;

/// <summary>
/// The product at the bottom of every convolution: rows of A times two registers' width of columns of B. Six rows are held in twelve registers while the
/// sum runs; five keep the processor as busy, and with fives in the place of some sixes nearly every number of rows comes out even. The sum goes over
/// segments, runs of k that lie together in A: the channel blocks of a pixel, and for a direct convolution the taps of its filter.
/// </summary>
/// <remarks>Six and five rows are written out each for itself: sums stay in registers only under names of their own.</remarks>
internal static unsafe class TileMultiply<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>Whether that many rows make tiles of six and five without any left over.</summary>
    public static bool ComesOutEven(int rows) => Fives(rows) * 5 <= rows;

    /// <summary>
    /// c[target[r] + j] (+)= sum over s, k of a[row[r] + segment[s] + k] * b[(s * length + k) * 16 + j], for all rows r. Each row's sum is the same whatever
    /// tile it is in.
    /// </summary>
    /// <param name="a">What row and segment offsets are counted from.</param>
    /// <param name="rows">Offset of each row in A, in floats.</param>
    /// <param name="rowCount">How many rows there are.</param>
    /// <param name="segments">Offset of each segment within a row.</param>
    /// <param name="segmentCount">How many segments there are.</param>
    /// <param name="length">Elements in a segment.</param>
    /// <param name="b0">The first register's columns of B; consecutive k lie 16 floats apart.</param>
    /// <param name="b1">The second register's columns.</param>
    /// <param name="c0">What targets are counted from, for the first register's columns.</param>
    /// <param name="c1">The same for the second register's columns.</param>
    /// <param name="targets">Offset of each row in C, in floats.</param>
    /// <param name="accumulate">Whether C is added to.</param>
    /// <param name="fetchAhead">Whether A comes from memory: then the next tile's rows are asked for while one is computed.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(
        float* a,
        nint* rows,
        int rowCount,
        nint* segments,
        int segmentCount,
        int length,
        float* b0,
        float* b1,
        float* c0,
        float* c1,
        nint* targets,
        bool accumulate,
        bool fetchAhead = false)
    {
        var fives = ComesOutEven(rowCount) ? Fives(rowCount) : 0;
        var endOfSixes = (rowCount - (fives * 5)) / 6 * 6;
        var row = 0;
        var rowsToFetch = fetchAhead ? rowCount : 0;
        for (; row < endOfSixes; row += 6)
        {
            if (row + 12 <= rowsToFetch) Six<FetchNext>(a, rows + row, segments, segmentCount, length, b0, b1, c0, c1, targets + row, accumulate);
            else Six<FetchNothing>(a, rows + row, segments, segmentCount, length, b0, b1, c0, c1, targets + row, accumulate);
        }

        for (var i = 0; i < fives; i++, row += 5)
        {
            if (row + 10 <= rowsToFetch) Five<FetchNext>(a, rows + row, segments, segmentCount, length, b0, b1, c0, c1, targets + row, accumulate);
            else Five<FetchNothing>(a, rows + row, segments, segmentCount, length, b0, b1, c0, c1, targets + row, accumulate);
        }

        if (row == rowCount) return;

        // Too few rows to come out even: the last one is computed and stored again, with the same result.
        var lastRows = stackalloc nint[6];
        var lastTargets = stackalloc nint[6];
        for (var i = 0; i < 6; i++)
        {
            lastRows[i] = rows[Math.Min(row + i, rowCount - 1)];
            lastTargets[i] = targets[Math.Min(row + i, rowCount - 1)];
        }

        Six<FetchNothing>(a, lastRows, segments, segmentCount, length, b0, b1, c0, c1, lastTargets, accumulate);
    }

    /// <summary>Tiles of five that leave a multiple of six.</summary>
    private static int Fives(int rows) => (6 - (rows % 6)) % 6;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Six<TFetch>(
        float* a, nint* rows, nint* segments, int segmentCount, int length, float* b0, float* b1, float* c0, float* c1, nint* targets, bool accumulate)
        where TFetch : struct, IFetch
    {
        TVector x00, x01, x10, x11, x20, x21, x30, x31, x40, x41, x50, x51;
        if (accumulate)
        {
            x00 = TSimd.Load(c0 + targets[0]);
            x01 = TSimd.Load(c1 + targets[0]);
            x10 = TSimd.Load(c0 + targets[1]);
            x11 = TSimd.Load(c1 + targets[1]);
            x20 = TSimd.Load(c0 + targets[2]);
            x21 = TSimd.Load(c1 + targets[2]);
            x30 = TSimd.Load(c0 + targets[3]);
            x31 = TSimd.Load(c1 + targets[3]);
            x40 = TSimd.Load(c0 + targets[4]);
            x41 = TSimd.Load(c1 + targets[4]);
            x50 = TSimd.Load(c0 + targets[5]);
            x51 = TSimd.Load(c1 + targets[5]);
        }
        else
        {
            x00 = x01 = x10 = x11 = x20 = x21 = x30 = x31 = x40 = x41 = x50 = x51 = TSimd.Zero;
        }

        var step = (nint)(b1 - b0);
        for (var s = 0; s < segmentCount; s++)
        {
            var p0 = a + rows[0] + segments[s];
            var p1 = a + rows[1] + segments[s];
            var p2 = a + rows[2] + segments[s];
            var p3 = a + rows[3] + segments[s];
            var p4 = a + rows[4] + segments[s];
            var p5 = a + rows[5] + segments[s];
            if (TFetch.IsWanted)
            {
                CacheFetch.Line(a + rows[6] + segments[s]);
                CacheFetch.Line(a + rows[7] + segments[s]);
                CacheFetch.Line(a + rows[8] + segments[s]);
                CacheFetch.Line(a + rows[9] + segments[s]);
                CacheFetch.Line(a + rows[10] + segments[s]);
                CacheFetch.Line(a + rows[11] + segments[s]);
            }

            for (nint k = 0; k < length; k++)
            {
                var y0 = TSimd.Load(b0);
                var y1 = TSimd.Load(b0 + step);
                b0 += 16;
                var v = TSimd.Broadcast(p0[k]);
                x00 = TSimd.MultiplyAdd(v, y0, x00);
                x01 = TSimd.MultiplyAdd(v, y1, x01);
                v = TSimd.Broadcast(p1[k]);
                x10 = TSimd.MultiplyAdd(v, y0, x10);
                x11 = TSimd.MultiplyAdd(v, y1, x11);
                v = TSimd.Broadcast(p2[k]);
                x20 = TSimd.MultiplyAdd(v, y0, x20);
                x21 = TSimd.MultiplyAdd(v, y1, x21);
                v = TSimd.Broadcast(p3[k]);
                x30 = TSimd.MultiplyAdd(v, y0, x30);
                x31 = TSimd.MultiplyAdd(v, y1, x31);
                v = TSimd.Broadcast(p4[k]);
                x40 = TSimd.MultiplyAdd(v, y0, x40);
                x41 = TSimd.MultiplyAdd(v, y1, x41);
                v = TSimd.Broadcast(p5[k]);
                x50 = TSimd.MultiplyAdd(v, y0, x50);
                x51 = TSimd.MultiplyAdd(v, y1, x51);
            }
        }

        TSimd.Store(c0 + targets[0], x00);
        TSimd.Store(c1 + targets[0], x01);
        TSimd.Store(c0 + targets[1], x10);
        TSimd.Store(c1 + targets[1], x11);
        TSimd.Store(c0 + targets[2], x20);
        TSimd.Store(c1 + targets[2], x21);
        TSimd.Store(c0 + targets[3], x30);
        TSimd.Store(c1 + targets[3], x31);
        TSimd.Store(c0 + targets[4], x40);
        TSimd.Store(c1 + targets[4], x41);
        TSimd.Store(c0 + targets[5], x50);
        TSimd.Store(c1 + targets[5], x51);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Five<TFetch>(
        float* a, nint* rows, nint* segments, int segmentCount, int length, float* b0, float* b1, float* c0, float* c1, nint* targets, bool accumulate)
        where TFetch : struct, IFetch
    {
        TVector x00, x01, x10, x11, x20, x21, x30, x31, x40, x41;
        if (accumulate)
        {
            x00 = TSimd.Load(c0 + targets[0]);
            x01 = TSimd.Load(c1 + targets[0]);
            x10 = TSimd.Load(c0 + targets[1]);
            x11 = TSimd.Load(c1 + targets[1]);
            x20 = TSimd.Load(c0 + targets[2]);
            x21 = TSimd.Load(c1 + targets[2]);
            x30 = TSimd.Load(c0 + targets[3]);
            x31 = TSimd.Load(c1 + targets[3]);
            x40 = TSimd.Load(c0 + targets[4]);
            x41 = TSimd.Load(c1 + targets[4]);
        }
        else
        {
            x00 = x01 = x10 = x11 = x20 = x21 = x30 = x31 = x40 = x41 = TSimd.Zero;
        }

        var step = (nint)(b1 - b0);
        for (var s = 0; s < segmentCount; s++)
        {
            var p0 = a + rows[0] + segments[s];
            var p1 = a + rows[1] + segments[s];
            var p2 = a + rows[2] + segments[s];
            var p3 = a + rows[3] + segments[s];
            var p4 = a + rows[4] + segments[s];
            if (TFetch.IsWanted)
            {
                CacheFetch.Line(a + rows[5] + segments[s]);
                CacheFetch.Line(a + rows[6] + segments[s]);
                CacheFetch.Line(a + rows[7] + segments[s]);
                CacheFetch.Line(a + rows[8] + segments[s]);
                CacheFetch.Line(a + rows[9] + segments[s]);
            }

            for (nint k = 0; k < length; k++)
            {
                var y0 = TSimd.Load(b0);
                var y1 = TSimd.Load(b0 + step);
                b0 += 16;
                var v = TSimd.Broadcast(p0[k]);
                x00 = TSimd.MultiplyAdd(v, y0, x00);
                x01 = TSimd.MultiplyAdd(v, y1, x01);
                v = TSimd.Broadcast(p1[k]);
                x10 = TSimd.MultiplyAdd(v, y0, x10);
                x11 = TSimd.MultiplyAdd(v, y1, x11);
                v = TSimd.Broadcast(p2[k]);
                x20 = TSimd.MultiplyAdd(v, y0, x20);
                x21 = TSimd.MultiplyAdd(v, y1, x21);
                v = TSimd.Broadcast(p3[k]);
                x30 = TSimd.MultiplyAdd(v, y0, x30);
                x31 = TSimd.MultiplyAdd(v, y1, x31);
                v = TSimd.Broadcast(p4[k]);
                x40 = TSimd.MultiplyAdd(v, y0, x40);
                x41 = TSimd.MultiplyAdd(v, y1, x41);
            }
        }

        TSimd.Store(c0 + targets[0], x00);
        TSimd.Store(c1 + targets[0], x01);
        TSimd.Store(c0 + targets[1], x10);
        TSimd.Store(c1 + targets[1], x11);
        TSimd.Store(c0 + targets[2], x20);
        TSimd.Store(c1 + targets[2], x21);
        TSimd.Store(c0 + targets[3], x30);
        TSimd.Store(c1 + targets[3], x31);
        TSimd.Store(c0 + targets[4], x40);
        TSimd.Store(c1 + targets[4], x41);
    }

    /// <summary>Whether the rows behind a tile's own are asked for while it is computed: a type, so that it costs nothing where they are not.</summary>
    private interface IFetch
    {
        static abstract bool IsWanted { get; }
    }

    private readonly struct FetchNext : IFetch
    {
        public static bool IsWanted => true;
    }

    private readonly struct FetchNothing : IFetch
    {
        public static bool IsWanted => false;
    }
}
