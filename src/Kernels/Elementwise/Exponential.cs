using System.Runtime.CompilerServices;
using MLPipeline.Kernels.Simd;

namespace MLPipeline.Kernels.Elementwise;

/// <summary>Functions over the exponential, element by element with the runtime's own: they are rare in networks and never the bottleneck.</summary>
internal static unsafe class Exponential
{
    /// <summary>1 / (1 + exp(-x)).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TVector Sigmoid<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var values = stackalloc float[TSimd.Width];
        TSimd.Store(values, x);
        for (var i = 0; i < TSimd.Width; i++) values[i] = 1 / (1 + MathF.Exp(-values[i]));
        return TSimd.Load(values);
    }
}
