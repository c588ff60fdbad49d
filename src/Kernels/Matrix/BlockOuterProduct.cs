using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Simd;

namespace MLPipeline.Kernels.Matrix;

/// <summary>
/// The product of <see cref="OuterProduct{TSimd, TVector}"/> for whole blocks of 16 outputs and any number of inputs. Where one register holds a block, there are
/// registers for sixteen sums: eight inputs times two blocks, or sixteen inputs times a block that is alone.
/// </summary>
internal static unsafe class BlockOuterProduct<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const int TallInputs = 16;
    private const int WideInputs = 8;

    /// <summary>Inputs are taken six or four at a time: the next number from this one on that can be divided so.</summary>
    public static int InputsComputed(int inputs)
    {
        while (inputs % 6 % 4 != 0) inputs++;
        return inputs;
    }

    /// <summary>c[block * cStep + m * 16 + j] += sum over p of a[rows[p] + m] * b[block * bStep + p * 16 + j], for all inputs m and j of 0 to 15.</summary>
    /// <param name="a">What row offsets are counted from.</param>
    /// <param name="inputs">How many inputs: what <see cref="InputsComputed"/> gives.</param>
    /// <param name="rows">Offset of each pixel in A, in floats.</param>
    /// <param name="count">How many pixels are summed.</param>
    /// <param name="b">B of the first block.</param>
    /// <param name="bStep">Floats from one block of B to the next.</param>
    /// <param name="c">The sums of the first block, added to.</param>
    /// <param name="cStep">Floats from one block of sums to the next.</param>
    /// <param name="blocks">How many blocks: 1 or 2.</param>
    public static void Add(float* a, int inputs, nint* rows, int count, float* b, nint bStep, float* c, nint cStep, int blocks)
    {
        if (TSimd.Width == TensorLayout.Block)
        {
            if (blocks == 2) AddPair(a, inputs, rows, count, b, b + bStep, c, c + cStep);
            else AddAlone(a, inputs, rows, count, b, c);
            return;
        }

        for (var block = 0; block < blocks; block++, b += bStep, c += cStep)
        {
            for (var column = 0; column < TensorLayout.Block; column += 2 * TSimd.Width)
            {
                var b0 = b + column;
                var c0 = c + column;
                AddNarrow<TSimd, TVector>(a, 0, inputs, rows, count, b0, b0 + TSimd.Width, c0, c0 + TSimd.Width);
            }
        }
    }

    private static void AddPair(float* a, int inputs, nint* rows, int count, float* b0, float* b1, float* c0, float* c1)
    {
        if (inputs % WideInputs != 0)
        {
            AddNarrow<TSimd, TVector>(a, 0, inputs, rows, count, b0, b1, c0, c1);
            return;
        }

        for (var input = 0; input < inputs; input += WideInputs)
        {
            var sums = input * TensorLayout.Block;
            AddEight(a + input, rows, count, b0, b1, c0 + sums, c1 + sums);
        }
    }

    private static void AddAlone(float* a, int inputs, nint* rows, int count, float* b, float* c)
    {
        var input = 0;
        for (; inputs - input == TallInputs || inputs - input >= TallInputs + 4; input += TallInputs)
        {
            AddSixteen(a + input, rows, count, b, c + (input * TensorLayout.Block));
        }

        AddNarrow<Simd256, Vector256<float>>(a, input, inputs, rows, count, b, b + Simd256.Width, c, c + Simd256.Width);
    }

    /// <summary>Six or four inputs at a time, for two registers' width of outputs.</summary>
    private static void AddNarrow<TTile, TTileVector>(float* a, int input, int inputs, nint* rows, int count, float* b0, float* b1, float* c0, float* c1)
        where TTile : struct, ISimd<TTileVector>
        where TTileVector : struct
    {
        for (; (input + 6 <= inputs && (inputs - input) % 4 != 0) || inputs - input >= 12; input += 6)
        {
            var sums = input * TensorLayout.Block;
            OuterProduct<TTile, TTileVector>.AddSix(a + input, rows, b0, b1, count, c0 + sums, c1 + sums);
        }

        for (; input < inputs; input += 4)
        {
            var sums = input * TensorLayout.Block;
            OuterProduct<TTile, TTileVector>.AddFour(a + input, rows, b0, b1, count, c0 + sums, c1 + sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddEight(float* a, nint* rows, int count, float* b0, float* b1, float* c0, float* c1)
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
        var x60 = TSimd.Load(c0 + 96);
        var x61 = TSimd.Load(c1 + 96);
        var x70 = TSimd.Load(c0 + 112);
        var x71 = TSimd.Load(c1 + 112);
        var step = (nint)(b1 - b0);
        for (var end = rows + count; rows < end; rows++)
        {
            var p = a + *rows;
            var y0 = TSimd.Load(b0);
            var y1 = TSimd.Load(b0 + step);
            b0 += TensorLayout.Block;
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
            v = TSimd.Broadcast(p[6]);
            x60 = TSimd.MultiplyAdd(v, y0, x60);
            x61 = TSimd.MultiplyAdd(v, y1, x61);
            v = TSimd.Broadcast(p[7]);
            x70 = TSimd.MultiplyAdd(v, y0, x70);
            x71 = TSimd.MultiplyAdd(v, y1, x71);
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
        TSimd.Store(c0 + 96, x60);
        TSimd.Store(c1 + 96, x61);
        TSimd.Store(c0 + 112, x70);
        TSimd.Store(c1 + 112, x71);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSixteen(float* a, nint* rows, int count, float* b, float* c)
    {
        var x0 = TSimd.Load(c);
        var x1 = TSimd.Load(c + 16);
        var x2 = TSimd.Load(c + 32);
        var x3 = TSimd.Load(c + 48);
        var x4 = TSimd.Load(c + 64);
        var x5 = TSimd.Load(c + 80);
        var x6 = TSimd.Load(c + 96);
        var x7 = TSimd.Load(c + 112);
        var x8 = TSimd.Load(c + 128);
        var x9 = TSimd.Load(c + 144);
        var x10 = TSimd.Load(c + 160);
        var x11 = TSimd.Load(c + 176);
        var x12 = TSimd.Load(c + 192);
        var x13 = TSimd.Load(c + 208);
        var x14 = TSimd.Load(c + 224);
        var x15 = TSimd.Load(c + 240);
        for (var end = rows + count; rows < end; rows++)
        {
            var p = a + *rows;
            var y = TSimd.Load(b);
            b += TensorLayout.Block;
            x0 = TSimd.MultiplyAdd(TSimd.Broadcast(p[0]), y, x0);
            x1 = TSimd.MultiplyAdd(TSimd.Broadcast(p[1]), y, x1);
            x2 = TSimd.MultiplyAdd(TSimd.Broadcast(p[2]), y, x2);
            x3 = TSimd.MultiplyAdd(TSimd.Broadcast(p[3]), y, x3);
            x4 = TSimd.MultiplyAdd(TSimd.Broadcast(p[4]), y, x4);
            x5 = TSimd.MultiplyAdd(TSimd.Broadcast(p[5]), y, x5);
            x6 = TSimd.MultiplyAdd(TSimd.Broadcast(p[6]), y, x6);
            x7 = TSimd.MultiplyAdd(TSimd.Broadcast(p[7]), y, x7);
            x8 = TSimd.MultiplyAdd(TSimd.Broadcast(p[8]), y, x8);
            x9 = TSimd.MultiplyAdd(TSimd.Broadcast(p[9]), y, x9);
            x10 = TSimd.MultiplyAdd(TSimd.Broadcast(p[10]), y, x10);
            x11 = TSimd.MultiplyAdd(TSimd.Broadcast(p[11]), y, x11);
            x12 = TSimd.MultiplyAdd(TSimd.Broadcast(p[12]), y, x12);
            x13 = TSimd.MultiplyAdd(TSimd.Broadcast(p[13]), y, x13);
            x14 = TSimd.MultiplyAdd(TSimd.Broadcast(p[14]), y, x14);
            x15 = TSimd.MultiplyAdd(TSimd.Broadcast(p[15]), y, x15);
        }

        TSimd.Store(c, x0);
        TSimd.Store(c + 16, x1);
        TSimd.Store(c + 32, x2);
        TSimd.Store(c + 48, x3);
        TSimd.Store(c + 64, x4);
        TSimd.Store(c + 80, x5);
        TSimd.Store(c + 96, x6);
        TSimd.Store(c + 112, x7);
        TSimd.Store(c + 128, x8);
        TSimd.Store(c + 144, x9);
        TSimd.Store(c + 160, x10);
        TSimd.Store(c + 176, x11);
        TSimd.Store(c + 192, x12);
        TSimd.Store(c + 208, x13);
        TSimd.Store(c + 224, x14);
        TSimd.Store(c + 240, x15);
    }
}
