using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MLPipeline.Training;

/// <summary>
/// The two matrix products of a dense layer, single precision. Work is split over output columns only, so every sum is made by
/// one thread in one order and the result does not depend on the number of threads.
/// </summary>
internal static class DenseKernels
{
    private const long ParallelThreshold = 4_000_000; // multiply-adds below which starting other threads costs more than it saves

    /// <summary><c>output[b, k] = bias[k] + Σ_d x[b, d] · weights[k, d]</c>.</summary>
    /// <param name="x">[rows, width].</param>
    /// <param name="weights">[columns, width].</param>
    /// <param name="bias">[columns].</param>
    /// <param name="output">[rows, columns].</param>
    /// <param name="rows">Rows in use.</param>
    /// <param name="width">Length of a row.</param>
    public static void Forward(float[] x, float[] weights, float[] bias, float[] output, int rows, int width) =>
        ForEachBlock(bias.Length, 2, (long)rows * width * bias.Length, k =>
        {
            var pair = Math.Min(2, bias.Length - k);
            for (var b = 0; b < rows; b += 4)
            {
                DotBlock(x, weights, bias, output, b, Math.Min(4, rows - b), k, pair, width);
            }
        });

    /// <summary><c>gradient[k, d] = Σ_b error[b, k] · x[b, d]</c>.</summary>
    /// <param name="x">[rows, width].</param>
    /// <param name="error">[rows, columns].</param>
    /// <param name="gradient">[columns, width], overwritten.</param>
    /// <param name="rows">Rows in use.</param>
    /// <param name="width">Length of a row of <paramref name="x"/>.</param>
    /// <param name="columns">Length of a row of <paramref name="error"/>.</param>
    public static void Backward(float[] x, float[] error, float[] gradient, int rows, int width, int columns) =>
        ForEachBlock(columns, 4, (long)rows * width * columns, k =>
        {
            var count = Math.Min(4, columns - k);
            if (count == 4)
            {
                OuterBlock(x, error, gradient, rows, width, columns, k);
                return;
            }

            for (var i = 0; i < count; i++)
            {
                OuterRow(x, error, gradient, rows, width, columns, k + i);
            }
        });

    private static void ForEachBlock(int columns, int block, long work, Action<int> body)
    {
        var blocks = (columns + block - 1) / block;
        if (work < ParallelThreshold)
        {
            for (var i = 0; i < blocks; i++)
            {
                body(i * block);
            }
        }
        else
        {
            Parallel.For(0, blocks, i => body(i * block));
        }
    }

    /// <summary>Up to 4 rows by 2 columns: each vector of weights is loaded once for four rows.</summary>
    private static void DotBlock(float[] x, float[] weights, float[] bias, float[] output, int b, int rows, int k, int columns, int width)
    {
        // Missing rows and columns repeat the last one; their sums are thrown away.
        ref var x0 = ref x[b * width];
        ref var x1 = ref x[(b + Math.Min(1, rows - 1)) * width];
        ref var x2 = ref x[(b + Math.Min(2, rows - 1)) * width];
        ref var x3 = ref x[(b + Math.Min(3, rows - 1)) * width];
        ref var w0 = ref weights[k * width];
        ref var w1 = ref weights[(k + columns - 1) * width];

        Vector<float> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default;
        var d = 0;
        for (; d <= width - Vector<float>.Count; d += Vector<float>.Count)
        {
            var u = Vector.LoadUnsafe(ref w0, (nuint)d);
            var v = Vector.LoadUnsafe(ref w1, (nuint)d);
            var a = Vector.LoadUnsafe(ref x0, (nuint)d);
            s00 = Vector.FusedMultiplyAdd(a, u, s00);
            s01 = Vector.FusedMultiplyAdd(a, v, s01);
            a = Vector.LoadUnsafe(ref x1, (nuint)d);
            s10 = Vector.FusedMultiplyAdd(a, u, s10);
            s11 = Vector.FusedMultiplyAdd(a, v, s11);
            a = Vector.LoadUnsafe(ref x2, (nuint)d);
            s20 = Vector.FusedMultiplyAdd(a, u, s20);
            s21 = Vector.FusedMultiplyAdd(a, v, s21);
            a = Vector.LoadUnsafe(ref x3, (nuint)d);
            s30 = Vector.FusedMultiplyAdd(a, u, s30);
            s31 = Vector.FusedMultiplyAdd(a, v, s31);
        }

        ReadOnlySpan<float> sums =
        [
            Vector.Sum(s00) + Tail(ref x0, ref w0, d, width), Vector.Sum(s01) + Tail(ref x0, ref w1, d, width),
            Vector.Sum(s10) + Tail(ref x1, ref w0, d, width), Vector.Sum(s11) + Tail(ref x1, ref w1, d, width),
            Vector.Sum(s20) + Tail(ref x2, ref w0, d, width), Vector.Sum(s21) + Tail(ref x2, ref w1, d, width),
            Vector.Sum(s30) + Tail(ref x3, ref w0, d, width), Vector.Sum(s31) + Tail(ref x3, ref w1, d, width),
        ];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                output[((b + i) * bias.Length) + k + j] = sums[(i * 2) + j] + bias[k + j];
            }
        }
    }

    private static float Tail(ref float a, ref float b, int start, int end)
    {
        var sum = 0f;
        for (var d = start; d < end; d++)
        {
            sum += Unsafe.Add(ref a, d) * Unsafe.Add(ref b, d);
        }

        return sum;
    }

    /// <summary>Four columns at once: each vector of <paramref name="x"/> is loaded once for all of them.</summary>
    private static void OuterBlock(float[] x, float[] error, float[] gradient, int rows, int width, int columns, int k)
    {
        ref var x0 = ref MemoryMarshal.GetArrayDataReference(x);
        var d = 0;
        for (; d <= width - Vector<float>.Count; d += Vector<float>.Count)
        {
            Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (var b = 0; b < rows; b++)
            {
                var a = Vector.LoadUnsafe(ref x0, (nuint)((b * width) + d));
                var e = (b * columns) + k;
                s0 = Vector.FusedMultiplyAdd(a, new Vector<float>(error[e]), s0);
                s1 = Vector.FusedMultiplyAdd(a, new Vector<float>(error[e + 1]), s1);
                s2 = Vector.FusedMultiplyAdd(a, new Vector<float>(error[e + 2]), s2);
                s3 = Vector.FusedMultiplyAdd(a, new Vector<float>(error[e + 3]), s3);
            }

            s0.CopyTo(gradient, (k * width) + d);
            s1.CopyTo(gradient, ((k + 1) * width) + d);
            s2.CopyTo(gradient, ((k + 2) * width) + d);
            s3.CopyTo(gradient, ((k + 3) * width) + d);
        }

        for (; d < width; d++)
        {
            for (var i = 0; i < 4; i++)
            {
                gradient[((k + i) * width) + d] = Column(x, error, rows, width, columns, k + i, d);
            }
        }
    }

    private static void OuterRow(float[] x, float[] error, float[] gradient, int rows, int width, int columns, int k)
    {
        var d = 0;
        for (; d <= width - Vector<float>.Count; d += Vector<float>.Count)
        {
            Vector<float> sum = default;
            for (var b = 0; b < rows; b++)
            {
                sum = Vector.FusedMultiplyAdd(new Vector<float>(x, (b * width) + d), new Vector<float>(error[(b * columns) + k]), sum);
            }

            sum.CopyTo(gradient, (k * width) + d);
        }

        for (; d < width; d++)
        {
            gradient[(k * width) + d] = Column(x, error, rows, width, columns, k, d);
        }
    }

    private static float Column(float[] x, float[] error, int rows, int width, int columns, int k, int d)
    {
        var sum = 0f;
        for (var b = 0; b < rows; b++)
        {
            sum += x[(b * width) + d] * error[(b * columns) + k];
        }

        return sum;
    }
}
