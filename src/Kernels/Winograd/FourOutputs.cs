using System.Runtime.CompilerServices;
using MLPipeline.Kernels.Simd;

namespace MLPipeline.Kernels.Winograd;

/// <summary>
/// F(4, 3), interpolated at 0, 5/8, -5/8, 3/2, -3/2 and infinity: 36 multiplications for 16 outputs in two dimensions instead of 144.
/// </summary>
/// <remarks>
/// The usual points 0, 1, -1, 2, -2 round twice as coarsely: their powers lie further apart (Barabasz, Anderson, Soodhalter and Gregg, "Error Analysis and
/// Improving the Accuracy of Winograd Convolution for Deep Neural Networks", 2020). Every coefficient but those of the filter is exact in float32.
/// </remarks>
internal readonly unsafe struct FourOutputs : ITileTransform
{
    private const float Near = 5f / 8;
    private const float Far = 3f / 2;
    private const float NearSquared = Near * Near;
    private const float FarSquared = Far * Far;

    // What the Lagrange polynomials are divided by: the product of (p - q) over the other points q.
    private const float AtZero = NearSquared * FarSquared;
    private const float AtNear = 2 * NearSquared * (NearSquared - FarSquared);
    private const float AtFar = 2 * FarSquared * (FarSquared - NearSquared);

    public static int Outputs => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TSimd, TVector>(float* source, nint sourceStep, float* target, nint targetStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var d1 = TSimd.Load(source + sourceStep);
        var d2 = TSimd.Load(source + (2 * sourceStep));
        var d3 = TSimd.Load(source + (3 * sourceStep));
        var d4 = TSimd.Load(source + (4 * sourceStep));
        var product = TSimd.Broadcast(AtZero);
        var minusSum = TSimd.Broadcast(-(NearSquared + FarSquared));
        TSimd.Store(target, TSimd.MultiplyAdd(product, TSimd.Load(source), TSimd.MultiplyAdd(minusSum, d2, d4)));
        TSimd.Store(
            target + (5 * targetStep),
            TSimd.MultiplyAdd(product, d1, TSimd.MultiplyAdd(minusSum, d3, TSimd.Load(source + (5 * sourceStep)))));
        var minusFarSquared = TSimd.Broadcast(-FarSquared);
        EvenAndOdd<TSimd, TVector>(
            Near, TSimd.MultiplyAdd(minusFarSquared, d2, d4), TSimd.MultiplyAdd(minusFarSquared, d1, d3), target + targetStep, targetStep);
        var minusNearSquared = TSimd.Broadcast(-NearSquared);
        EvenAndOdd<TSimd, TVector>(
            Far, TSimd.MultiplyAdd(minusNearSquared, d2, d4), TSimd.MultiplyAdd(minusNearSquared, d1, d3), target + (3 * targetStep), targetStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TSimd, TVector>(float* source, nint sourceStep, float* target, nint targetStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var (nearSum, nearDifference) = SumAndDifference<TSimd, TVector>(source + sourceStep, sourceStep);
        var (farSum, farDifference) = SumAndDifference<TSimd, TVector>(source + (3 * sourceStep), sourceStep);
        TSimd.Store(target, TSimd.Add(TSimd.Add(TSimd.Load(source), nearSum), farSum));
        TSimd.Store(target + targetStep, Combine<TSimd, TVector>(Near, nearDifference, Far, farDifference));
        TSimd.Store(target + (2 * targetStep), Combine<TSimd, TVector>(NearSquared, nearSum, FarSquared, farSum));
        TSimd.Store(
            target + (3 * targetStep),
            TSimd.Add(
                Combine<TSimd, TVector>(Near * NearSquared, nearDifference, Far * FarSquared, farDifference), TSimd.Load(source + (5 * sourceStep))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Filter<TSimd, TVector>(float* source, nint sourceStep, float* target, nint targetStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var g0 = TSimd.Load(source);
        var g1 = TSimd.Load(source + sourceStep);
        var g2 = TSimd.Load(source + (2 * sourceStep));
        TSimd.Store(target, TSimd.Multiply(TSimd.Broadcast(1 / AtZero), g0));
        EvenAndOdd<TSimd, TVector>(
            Near / AtNear, Combine<TSimd, TVector>(1 / AtNear, g0, NearSquared / AtNear, g2), g1, target + targetStep, targetStep);
        EvenAndOdd<TSimd, TVector>(
            Far / AtFar, Combine<TSimd, TVector>(1 / AtFar, g0, FarSquared / AtFar, g2), g1, target + (3 * targetStep), targetStep);
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
        var nearSquared = TSimd.Broadcast(NearSquared);
        var farSquared = TSimd.Broadcast(FarSquared);
        TSimd.Store(target, y0);
        EvenAndOdd<TSimd, TVector>(
            Near, TSimd.MultiplyAdd(nearSquared, y2, y0), TSimd.MultiplyAdd(nearSquared, y3, y1), target + targetStep, targetStep);
        EvenAndOdd<TSimd, TVector>(
            Far, TSimd.MultiplyAdd(farSquared, y2, y0), TSimd.MultiplyAdd(farSquared, y3, y1), target + (3 * targetStep), targetStep);
        TSimd.Store(target + (5 * targetStep), y3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FilterGradient<TSimd, TVector>(float* source, nint sourceStep, float* target, nint targetStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var (nearSum, nearDifference) = SumAndDifference<TSimd, TVector>(source + sourceStep, sourceStep);
        var (farSum, farDifference) = SumAndDifference<TSimd, TVector>(source + (3 * sourceStep), sourceStep);
        TSimd.Store(
            target,
            TSimd.MultiplyAdd(TSimd.Broadcast(1 / AtZero), TSimd.Load(source), Combine<TSimd, TVector>(1 / AtNear, nearSum, 1 / AtFar, farSum)));
        TSimd.Store(target + targetStep, Combine<TSimd, TVector>(Near / AtNear, nearDifference, Far / AtFar, farDifference));
        TSimd.Store(
            target + (2 * targetStep),
            TSimd.Add(
                Combine<TSimd, TVector>(NearSquared / AtNear, nearSum, FarSquared / AtFar, farSum), TSimd.Load(source + (5 * sourceStep))));
    }

    /// <summary>A polynomial at a point and at its negative: even + point odd, even - point odd.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EvenAndOdd<TSimd, TVector>(float point, TVector even, TVector odd, float* target, nint targetStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TSimd.Store(target, TSimd.MultiplyAdd(TSimd.Broadcast(point), odd, even));
        TSimd.Store(target + targetStep, TSimd.MultiplyAdd(TSimd.Broadcast(-point), odd, even));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector Sum, TVector Difference) SumAndDifference<TSimd, TVector>(float* source, nint sourceStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var atPoint = TSimd.Load(source);
        var atNegative = TSimd.Load(source + sourceStep);
        return (TSimd.Add(atPoint, atNegative), TSimd.Subtract(atPoint, atNegative));
    }

    /// <summary>near x + far y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Combine<TSimd, TVector>(float near, TVector x, float far, TVector y)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        => TSimd.MultiplyAdd(TSimd.Broadcast(near), x, TSimd.Multiply(TSimd.Broadcast(far), y));
}
