namespace MLPipeline.Kernels.Simd;

/// <summary>
/// Arithmetic on one vector register of 32-bit floats. Kernels are written once against this; the JIT compiles them anew for each width, and every
/// call becomes one instruction.
/// </summary>
/// <typeparam name="TVector">The register type.</typeparam>
internal unsafe interface ISimd<TVector>
    where TVector : struct
{
    /// <summary>Floats in a register: 4, 8 or 16.</summary>
    static abstract int Width { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Load(float* source);

    static abstract void Store(float* target, TVector value);

    static abstract TVector Broadcast(float value);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    static abstract TVector SquareRoot(TVector a);

    /// <summary>a * b + c, in one rounding where the processor can.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>The larger one; b where either is not a number, so that a clamp written as Max(bound, value) lets NaN through.</summary>
    static abstract TVector Max(TVector a, TVector b);

    /// <summary>The smaller one; b where either is not a number.</summary>
    static abstract TVector Min(TVector a, TVector b);

    /// <summary><paramref name="value"/> where <paramref name="condition"/> is greater than zero, else 0 (also where it is not a number).</summary>
    static abstract TVector WherePositive(TVector condition, TVector value);

    /// <summary><paramref name="value"/> where a &gt;= b, else <paramref name="otherwise"/>.</summary>
    static abstract TVector WhereAtLeast(TVector a, TVector b, TVector value, TVector otherwise);

    /// <summary>The sum of the elements, in a fixed order.</summary>
    static abstract float Sum(TVector a);
}
