using MLPipeline.Kernels.Simd;

namespace MLPipeline.Kernels.Elementwise;

/// <summary>A function of one or two numbers, for every element alike.</summary>
internal interface IElementOperation
{
    /// <summary>The result for a vector of elements.</summary>
    /// <param name="a">Elements of the first operand.</param>
    /// <param name="b">Elements of the second operand; those of the first where there is none.</param>
    /// <param name="p">The first parameter in every element.</param>
    /// <param name="q">The second parameter in every element.</param>
    static abstract TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector p, TVector q)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;
}
