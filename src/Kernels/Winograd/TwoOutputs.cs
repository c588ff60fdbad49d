using System.Runtime.CompilerServices;
using MLPipeline.Kernels.Simd;

namespace MLPipeline.Kernels.Winograd;

/// <summary>F(2, 3), interpolated at 0, 1, -1 and infinity: 16 multiplications for 4 outputs in two dimensions instead of 36.</summary>
internal readonly unsafe struct TwoOutputs : ITileTransform
{
    public static int Outputs => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TSimd, TVector>(float* source, nint sourceStep, float* target, nint targetStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var d0 = TSimd.Load(source);
        var d1 = TSimd.Load(source + sourceStep);
        var d2 = TSimd.Load(source + (2 * sourceStep));
        var d3 = TSimd.Load(source + (3 * sourceStep));
        TSimd.Store(target, TSimd.Subtract(d0, d2));
        TSimd.Store(target + targetStep, TSimd.Add(d1, d2));
        TSimd.Store(target + (2 * targetStep), TSimd.Subtract(d2, d1));
        TSimd.Store(target + (3 * targetStep), TSimd.Subtract(d1, d3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TSimd, TVector>(float* source, nint sourceStep, float* target, nint targetStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var m1 = TSimd.Load(source + sourceStep);
        var m2 = TSimd.Load(source + (2 * sourceStep));
        TSimd.Store(target, TSimd.Add(TSimd.Add(TSimd.Load(source), m1), m2));
        TSimd.Store(target + targetStep, TSimd.Subtract(TSimd.Subtract(m1, m2), TSimd.Load(source + (3 * sourceStep))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Filter<TSimd, TVector>(float* source, nint sourceStep, float* target, nint targetStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var half = TSimd.Broadcast(0.5f);
        var g0 = TSimd.Load(source);
        var g2 = TSimd.Load(source + (2 * sourceStep));
        var even = TSimd.Multiply(half, TSimd.Add(g0, g2));
        var odd = TSimd.Multiply(half, TSimd.Load(source + sourceStep));
        TSimd.Store(target, g0);
        TSimd.Store(target + targetStep, TSimd.Add(even, odd));
        TSimd.Store(target + (2 * targetStep), TSimd.Subtract(even, odd));
        TSimd.Store(target + (3 * targetStep), g2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputGradient<TSimd, TVector>(float* source, nint sourceStep, float* target, nint targetStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var y0 = TSimd.Load(source);
        var y1 = TSimd.Load(source + sourceStep);
        TSimd.Store(target, y0);
        TSimd.Store(target + targetStep, TSimd.Add(y0, y1));
        TSimd.Store(target + (2 * targetStep), TSimd.Subtract(y0, y1));
        TSimd.Store(target + (3 * targetStep), TSimd.Subtract(TSimd.Zero, y1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FilterGradient<TSimd, TVector>(float* source, nint sourceStep, float* target, nint targetStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var half = TSimd.Broadcast(0.5f);
        var u1 = TSimd.Load(source + sourceStep);
        var u2 = TSimd.Load(source + (2 * sourceStep));
        var even = TSimd.Multiply(half, TSimd.Add(u1, u2));
        TSimd.Store(target, TSimd.Add(TSimd.Load(source), even));
        TSimd.Store(target + targetStep, TSimd.Multiply(half, TSimd.Subtract(u1, u2)));
        TSimd.Store(target + (2 * targetStep), TSimd.Add(even, TSimd.Load(source + (3 * sourceStep))));
    }
}
