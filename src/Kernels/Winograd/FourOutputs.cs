using System.Runtime.CompilerServices;
using MLPipeline.Kernels.Simd;

namespace MLPipeline.Kernels.Winograd;

/// <summary>F(4, 3), interpolated at 0, 1, -1, 2, -2 and infinity: 36 multiplications for 16 outputs in two dimensions instead of 144.</summary>
internal readonly unsafe struct FourOutputs : ITileTransform
{
    public static int Outputs => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TSimd, TVector>(float* source, nint sourceStep, float* target, nint targetStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var d0 = TSimd.Load(source);
        var d1 = TSimd.Load(source + sourceStep);
        var d2 = TSimd.Load(source + (2 * sourceStep));
        var d3 = TSimd.Load(source + (3 * sourceStep));
        var d4 = TSimd.Load(source + (4 * sourceStep));
        var d5 = TSimd.Load(source + (5 * sourceStep));
        var minusFour = TSimd.Broadcast(-4);
        var two = TSimd.Broadcast(2);
        var evenAtOne = TSimd.MultiplyAdd(minusFour, d2, d4);
        var oddAtOne = TSimd.MultiplyAdd(minusFour, d1, d3);
        var evenAtTwo = TSimd.Subtract(d4, d2);
        var oddAtTwo = TSimd.Multiply(two, TSimd.Subtract(d3, d1));

        // 4 d0 - 5 d2 + d4 = (d4 - d2) - 4 (d2 - d0), and the same one further for the last.
        TSimd.Store(target, TSimd.MultiplyAdd(minusFour, TSimd.Subtract(d2, d0), evenAtTwo));
        TSimd.Store(target + targetStep, TSimd.Add(evenAtOne, oddAtOne));
        TSimd.Store(target + (2 * targetStep), TSimd.Subtract(evenAtOne, oddAtOne));
        TSimd.Store(target + (3 * targetStep), TSimd.Add(evenAtTwo, oddAtTwo));
        TSimd.Store(target + (4 * targetStep), TSimd.Subtract(evenAtTwo, oddAtTwo));
        TSimd.Store(target + (5 * targetStep), TSimd.MultiplyAdd(minusFour, TSimd.Subtract(d3, d1), TSimd.Subtract(d5, d3)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TSimd, TVector>(float* source, nint sourceStep, float* target, nint targetStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var m1 = TSimd.Load(source + sourceStep);
        var m2 = TSimd.Load(source + (2 * sourceStep));
        var m3 = TSimd.Load(source + (3 * sourceStep));
        var m4 = TSimd.Load(source + (4 * sourceStep));
        var sumOne = TSimd.Add(m1, m2);
        var differenceOne = TSimd.Subtract(m1, m2);
        var sumTwo = TSimd.Add(m3, m4);
        var differenceTwo = TSimd.Subtract(m3, m4);
        TSimd.Store(target, TSimd.Add(TSimd.Add(TSimd.Load(source), sumOne), sumTwo));
        TSimd.Store(target + targetStep, TSimd.MultiplyAdd(TSimd.Broadcast(2), differenceTwo, differenceOne));
        TSimd.Store(target + (2 * targetStep), TSimd.MultiplyAdd(TSimd.Broadcast(4), sumTwo, sumOne));
        TSimd.Store(
            target + (3 * targetStep),
            TSimd.Add(TSimd.MultiplyAdd(TSimd.Broadcast(8), differenceTwo, differenceOne), TSimd.Load(source + (5 * sourceStep))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Filter<TSimd, TVector>(float* source, nint sourceStep, float* target, nint targetStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var g0 = TSimd.Load(source);
        var g1 = TSimd.Load(source + sourceStep);
        var g2 = TSimd.Load(source + (2 * sourceStep));
        var minusSixth = TSimd.Broadcast(-1f / 6);
        var evenAtOne = TSimd.Multiply(minusSixth, TSimd.Add(g0, g2));
        var oddAtOne = TSimd.Multiply(minusSixth, g1);
        var evenAtTwo = TSimd.MultiplyAdd(TSimd.Broadcast(1f / 24), g0, TSimd.Multiply(TSimd.Broadcast(1f / 6), g2));
        var oddAtTwo = TSimd.Multiply(TSimd.Broadcast(1f / 12), g1);
        TSimd.Store(target, TSimd.Multiply(TSimd.Broadcast(0.25f), g0));
        TSimd.Store(target + targetStep, TSimd.Add(evenAtOne, oddAtOne));
        TSimd.Store(target + (2 * targetStep), TSimd.Subtract(evenAtOne, oddAtOne));
        TSimd.Store(target + (3 * targetStep), TSimd.Add(evenAtTwo, oddAtTwo));
        TSimd.Store(target + (4 * targetStep), TSimd.Subtract(evenAtTwo, oddAtTwo));
        TSimd.Store(target + (5 * targetStep), g2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputGradient<TSimd, TVector>(float* source, nint sourceStep, float* target, nint targetStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var y0 = TSimd.Load(source);
        var y1 = TSimd.Load(source + sourceStep);
        var y2 = TSimd.Load(source + (2 * sourceStep));
        var y3 = TSimd.Load(source + (3 * sourceStep));
        var evenAtOne = TSimd.Add(y0, y2);
        var oddAtOne = TSimd.Add(y1, y3);
        var evenAtTwo = TSimd.MultiplyAdd(TSimd.Broadcast(4), y2, y0);
        var oddAtTwo = TSimd.Multiply(TSimd.Broadcast(2), TSimd.MultiplyAdd(TSimd.Broadcast(4), y3, y1));
        TSimd.Store(target, y0);
        TSimd.Store(target + targetStep, TSimd.Add(evenAtOne, oddAtOne));
        TSimd.Store(target + (2 * targetStep), TSimd.Subtract(evenAtOne, oddAtOne));
        TSimd.Store(target + (3 * targetStep), TSimd.Add(evenAtTwo, oddAtTwo));
        TSimd.Store(target + (4 * targetStep), TSimd.Subtract(evenAtTwo, oddAtTwo));
        TSimd.Store(target + (5 * targetStep), y3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FilterGradient<TSimd, TVector>(float* source, nint sourceStep, float* target, nint targetStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var u1 = TSimd.Load(source + sourceStep);
        var u2 = TSimd.Load(source + (2 * sourceStep));
        var u3 = TSimd.Load(source + (3 * sourceStep));
        var u4 = TSimd.Load(source + (4 * sourceStep));
        var sixth = TSimd.Broadcast(1f / 6);
        var sumOne = TSimd.Multiply(sixth, TSimd.Add(u1, u2));
        var sumTwo = TSimd.Add(u3, u4);
        TSimd.Store(
            target,
            TSimd.Subtract(TSimd.MultiplyAdd(TSimd.Broadcast(0.25f), TSimd.Load(source), TSimd.Multiply(TSimd.Broadcast(1f / 24), sumTwo)), sumOne));
        TSimd.Store(
            target + targetStep,
            TSimd.MultiplyAdd(sixth, TSimd.Subtract(u2, u1), TSimd.Multiply(TSimd.Broadcast(1f / 12), TSimd.Subtract(u3, u4))));
        TSimd.Store(
            target + (2 * targetStep),
            TSimd.Subtract(TSimd.MultiplyAdd(sixth, sumTwo, TSimd.Load(source + (5 * sourceStep))), sumOne));
    }
}
