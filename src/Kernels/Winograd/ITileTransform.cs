using MLPipeline.Kernels.Simd;

namespace MLPipeline.Kernels.Winograd;

/// <summary>
/// The one-dimensional transforms of Winograd's minimal filtering F(M, 3): M outputs of a filter of three taps with M + 2 multiplications instead of 3 M
/// (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015). Applied to rows and columns they give F(M x M, 3 x 3):
/// Y = A' [(G g G') * (B' d B)] A. Each reads vectors at a stride and writes vectors at a stride, in floats.
/// </summary>
internal unsafe interface ITileTransform
{
    /// <summary>M: outputs of a tile along an edge.</summary>
    static abstract int Outputs { get; }

    /// <summary>B': inputs of a tile, M + 2 to M + 2.</summary>
    static abstract void Input<TSimd, TVector>(float* source, nint sourceStep, float* target, nint targetStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;

    /// <summary>A': products to outputs, M + 2 to M.</summary>
    static abstract void Output<TSimd, TVector>(float* source, nint sourceStep, float* target, nint targetStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;

    /// <summary>G: taps to weights, 3 to M + 2.</summary>
    static abstract void Filter<TSimd, TVector>(float* source, nint sourceStep, float* target, nint targetStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;

    /// <summary>A, for the weight gradient: output gradients, M to M + 2.</summary>
    static abstract void OutputGradient<TSimd, TVector>(float* source, nint sourceStep, float* target, nint targetStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;

    /// <summary>G', for the weight gradient: gradients of transformed weights to taps, M + 2 to 3.</summary>
    static abstract void FilterGradient<TSimd, TVector>(float* source, nint sourceStep, float* target, nint targetStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;
}
