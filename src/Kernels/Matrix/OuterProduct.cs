using System.Runtime.CompilerServices;
using MLPipeline.Kernels.Simd;

namespace MLPipeline.Kernels.Matrix;

/// <summary>
/// The product at the bottom of every weight gradient: the sum over pixels of a pixel's inputs times its output gradients. Six (or four) inputs
/// times two registers' width of outputs are held in registers while the sum runs over the pixels.
/// </summary>
internal static unsafe class OuterProduct<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>c[m * 16 + j] += sum over p of a[rows[p] + m] * b[p * 16 + j], for m of 0 to 5.</summary>
    /// <param name="a">What row offsets are counted from.</param>
    /// <param name="rows">Offset of each pixel in A, in floats.</param>
    /// <param name="b0">The first register's columns of B.</param>
    /// <param name="b1">The second register's columns.</param>
    /// <param name="count">How many pixels are summed.</param>
    /// <param name="c0">The sums for the first register's columns, added to.</param>
    /// <param name="c1">The same for the second register's columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddSix(float* a, nint* rows, float* b0, float* b1, int count, float* c0, float* c1)
    {
        var x00 = TSimd.Load(c0);
        var x01 = TSimd.Load(c1);
        var x10 = TSimd.Load(c0 + 16);
        var x11 = TSimd.Load(c1 + 16);
        var x20 = TSimd.Load(c0 + 32);
        var x21 = TSimd.Load(c1 + 32);
        var x30 = TSimd.Load(c0 + 48);
        var x31 = TSimd.Load(c1 + 48);
        var x40 = TSimd.Load(c0 + 64);
        var x41 = TSimd.Load(c1 + 64);
        var x50 = TSimd.Load(c0 + 80);
        var x51 = TSimd.Load(c1 + 80);
        var step = (nint)(b1 - b0);
        for (var end = rows + count; rows < end; rows++)
        {
            var p = a + *rows;
            var y0 = TSimd.Load(b0);
            var y1 = TSimd.Load(b0 + step);
            b0 += 16;
            var v = TSimd.Broadcast(p[0]);
            x00 = TSimd.MultiplyAdd(v, y0, x00);
            x01 = TSimd.MultiplyAdd(v, y1, x01);
            v = TSimd.Broadcast(p[1]);
            x10 = TSimd.MultiplyAdd(v, y0, x10);
            x11 = TSimd.MultiplyAdd(v, y1, x11);
            v = TSimd.Broadcast(p[2]);
            x20 = TSimd.MultiplyAdd(v, y0, x20);
            x21 = TSimd.MultiplyAdd(v, y1, x21);
            v = TSimd.Broadcast(p[3]);
            x30 = TSimd.MultiplyAdd(v, y0, x30);
            x31 = TSimd.MultiplyAdd(v, y1, x31);
            v = TSimd.Broadcast(p[4]);
            x40 = TSimd.MultiplyAdd(v, y0, x40);
            x41 = TSimd.MultiplyAdd(v, y1, x41);
            v = TSimd.Broadcast(p[5]);
            x50 = TSimd.MultiplyAdd(v, y0, x50);
            x51 = TSimd.MultiplyAdd(v, y1, x51);
        }

        TSimd.Store(c0, x00);
        TSimd.Store(c1, x01);
        TSimd.Store(c0 + 16, x10);
        TSimd.Store(c1 + 16, x11);
        TSimd.Store(c0 + 32, x20);
        TSimd.Store(c1 + 32, x21);
        TSimd.Store(c0 + 48, x30);
        TSimd.Store(c1 + 48, x31);
        TSimd.Store(c0 + 64, x40);
        TSimd.Store(c1 + 64, x41);
        TSimd.Store(c0 + 80, x50);
        TSimd.Store(c1 + 80, x51);
    }

    /// <summary>As <see cref="AddSix"/>, for m of 0 to 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddFour(float* a, nint* rows, float* b0, float* b1, int count, float* c0, float* c1)
    {
        var x00 = TSimd.Load(c0);
        var x01 = TSimd.Load(c1);
        var x10 = TSimd.Load(c0 + 16);
        var x11 = TSimd.Load(c1 + 16);
        var x20 = TSimd.Load(c0 + 32);
        var x21 = TSimd.Load(c1 + 32);
        var x30 = TSimd.Load(c0 + 48);
        var x31 = TSimd.Load(c1 + 48);
        var step = (nint)(b1 - b0);
        for (var end = rows + count; rows < end; rows++)
        {
            var p = a + *rows;
            var y0 = TSimd.Load(b0);
            var y1 = TSimd.Load(b0 + step);
            b0 += 16;
            var v = TSimd.Broadcast(p[0]);
            x00 = TSimd.MultiplyAdd(v, y0, x00);
            x01 = TSimd.MultiplyAdd(v, y1, x01);
            v = TSimd.Broadcast(p[1]);
            x10 = TSimd.MultiplyAdd(v, y0, x10);
            x11 = TSimd.MultiplyAdd(v, y1, x11);
            v = TSimd.Broadcast(p[2]);
            x20 = TSimd.MultiplyAdd(v, y0, x20);
            x21 = TSimd.MultiplyAdd(v, y1, x21);
            v = TSimd.Broadcast(p[3]);
            x30 = TSimd.MultiplyAdd(v, y0, x30);
            x31 = TSimd.MultiplyAdd(v, y1, x31);
        }

        TSimd.Store(c0, x00);
        TSimd.Store(c1, x01);
        TSimd.Store(c0 + 16, x10);
        TSimd.Store(c1 + 16, x11);
        TSimd.Store(c0 + 32, x20);
        TSimd.Store(c1 + 32, x21);
        TSimd.Store(c0 + 48, x30);
        TSimd.Store(c1 + 48, x31);
    }
}
