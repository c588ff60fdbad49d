using System.Runtime.CompilerServices;
using MLPipeline.Kernels.Simd;

namespace MLPipeline.Kernels.Elementwise;

/// <summary>The functions of <see cref="ElementOperation"/>, by the same names.</summary>
internal static class ElementOperations
{
    internal readonly struct Add : IElementOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector p, TVector q)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => TSimd.Add(a, b);
    }

    internal readonly struct Subtract : IElementOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector p, TVector q)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => TSimd.Subtract(a, b);
    }

    internal readonly struct Multiply : IElementOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector p, TVector q)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => TSimd.Multiply(a, b);
    }

    internal readonly struct Divide : IElementOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector p, TVector q)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => TSimd.Divide(a, b);
    }

    internal readonly struct AddScalar : IElementOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector p, TVector q)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => TSimd.Add(a, p);
    }

    internal readonly struct Scale : IElementOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector p, TVector q)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => TSimd.MultiplyAdd(a, p, q);
    }

    internal readonly struct Relu : IElementOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector p, TVector q)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => TSimd.Max(TSimd.Zero, a);
    }

    internal readonly struct ReluGradient : IElementOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector p, TVector q)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => TSimd.WherePositive(b, a);
    }

    internal readonly struct Clip : IElementOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector p, TVector q)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => TSimd.Min(q, TSimd.Max(p, a));
    }

    internal readonly struct ClipGradient : IElementOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector p, TVector q)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => TSimd.WherePositive(TSimd.Subtract(b, p), TSimd.WherePositive(TSimd.Subtract(q, b), a));
    }

    internal readonly struct LeakyRelu : IElementOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector p, TVector q)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => TSimd.Add(TSimd.WherePositive(a, a), TSimd.Multiply(p, TSimd.Min(TSimd.Zero, a)));
    }

    internal readonly struct LeakyReluGradient : IElementOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector p, TVector q)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => TSimd.MultiplyAdd(p, TSimd.Subtract(a, TSimd.WherePositive(b, a)), TSimd.WherePositive(b, a));
    }

    internal readonly struct Sigmoid : IElementOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector p, TVector q)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => Exponential.Sigmoid<TSimd, TVector>(a);
    }

    internal readonly struct SigmoidGradient : IElementOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector p, TVector q)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => TSimd.Multiply(a, TSimd.Multiply(b, TSimd.Subtract(TSimd.Broadcast(1), b)));
    }

    internal readonly struct HardSigmoid : IElementOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector p, TVector q)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => TSimd.Min(TSimd.Broadcast(1), TSimd.Max(TSimd.Zero, TSimd.MultiplyAdd(p, a, q)));
    }

    internal readonly struct HardSigmoidGradient : IElementOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector p, TVector q)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => Inside<TSimd, TVector>(TSimd.MultiplyAdd(p, b, q), TSimd.Multiply(p, a));
    }

    internal readonly struct HardSwish : IElementOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector p, TVector q)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => TSimd.Multiply(a, TSimd.Min(TSimd.Broadcast(1), TSimd.Max(TSimd.Zero, TSimd.MultiplyAdd(a, TSimd.Broadcast(1f / 6), TSimd.Broadcast(0.5f)))));
    }

    internal readonly struct HardSwishGradient : IElementOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector p, TVector q)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => TSimd.WhereAtLeast(b, TSimd.Broadcast(3), a, TSimd.WherePositive(TSimd.Add(b, TSimd.Broadcast(3)), TSimd.Multiply(a, TSimd.MultiplyAdd(b, TSimd.Broadcast(1f / 3), TSimd.Broadcast(0.5f)))));
    }

    internal readonly struct Copy : IElementOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector p, TVector q)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Inside<TSimd, TVector>(TVector place, TVector value)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct =>
        TSimd.WherePositive(place, TSimd.WherePositive(TSimd.Subtract(TSimd.Broadcast(1), place), value));
}
