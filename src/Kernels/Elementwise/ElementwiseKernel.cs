using System.Runtime.CompilerServices;
using MLPipeline.Kernels.Simd;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Elementwise;

/// <summary>
/// A function of one or two tensors of the same layout, element by element. What fills blocks of channels up is computed too: where the function does not
/// map 0 to 0, <see cref="PaddingKernel"/> has to follow.
/// </summary>
public abstract unsafe class ElementwiseKernel : ParallelKernel
{
    /// <summary>The first operand.</summary>
    public float* A { get; set; }

    /// <summary>The second operand; the first again where there is none.</summary>
    public float* B { get; set; }

    /// <summary>The result; may be an operand.</summary>
    public float* Target { get; set; }

    /// <summary>The first parameter.</summary>
    public float P { get; set; }

    /// <summary>The second parameter.</summary>
    public float Q { get; set; }
}

internal sealed unsafe class ElementwiseKernel<TOperation, TSimd, TVector>(long length) : ElementwiseKernel
    where TOperation : struct, IElementOperation
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const long FloatsPerPart = 32 * 1024;

    public override int PartCount => (int)((length + FloatsPerPart - 1) / FloatsPerPart);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int part, int worker)
    {
        var start = part * FloatsPerPart;
        var count = Math.Min(FloatsPerPart, length - start);
        var a = A + start;
        var b = B + start;
        var target = Target + start;
        var p = TSimd.Broadcast(P);
        var q = TSimd.Broadcast(Q);
        var whole = count / TSimd.Width * TSimd.Width;
        for (var i = 0L; i < whole; i += TSimd.Width)
        {
            TSimd.Store(target + i, TOperation.Apply<TSimd, TVector>(TSimd.Load(a + i), TSimd.Load(b + i), p, q));
        }

        if (whole == count) return;

        // Images are not filled up to whole blocks: the rest by way of the stack.
        var rest = stackalloc float[2 * TSimd.Width];
        new Span<float>(rest, 2 * TSimd.Width).Clear();
        for (var i = whole; i < count; i++)
        {
            rest[i - whole] = a[i];
            rest[i - whole + TSimd.Width] = b[i];
        }

        TSimd.Store(rest, TOperation.Apply<TSimd, TVector>(TSimd.Load(rest), TSimd.Load(rest + TSimd.Width), p, q));
        for (var i = whole; i < count; i++) target[i] = rest[i - whole];
    }
}
