using System.Runtime.CompilerServices;
using MLPipeline.Kernels.Elementwise;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Simd;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Channels;

/// <summary>
/// A function of a tensor <c>[N, C, H, W]</c> and one number for each of its channels: the same for all images (<c>[C]</c>) or each image's own (<c>[N, C, 1, 1]</c>).
/// </summary>
public abstract unsafe class ChannelBroadcast : ParallelKernel
{
    /// <summary>The tensor; null: there is none, and the function's first operand is 0 (which spreads the numbers over the pixels).</summary>
    public float* Source { get; set; }

    /// <summary>The number for each channel, filled up to whole blocks.</summary>
    public float* PerChannel { get; set; }

    /// <summary>The result, <c>[N, C, H, W]</c>; may be the tensor.</summary>
    public float* Target { get; set; }

    /// <summary>The numbers are multiplied by it first; 1 by default.</summary>
    public float Factor { get; set; } = 1;
}

internal sealed unsafe class ChannelBroadcast<TOperation, TSimd, TVector>(TensorLayout layout, bool perImage) : ChannelBroadcast
    where TOperation : struct, IElementOperation
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    public override int PartCount => layout.Blocks * layout.Batch;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int part, int worker)
    {
        var numbers = PerChannel + ((perImage ? part : part / layout.Batch) * TensorLayout.Block);
        for (var lane = 0; lane < TensorLayout.Block; lane += TSimd.Width)
        {
            var number = TSimd.Multiply(TSimd.Load(numbers + lane), TSimd.Broadcast(Factor));
            var target = Target + (part * layout.ImageStride) + lane;
            if (Source == null)
            {
                var value = TOperation.Apply<TSimd, TVector>(TSimd.Zero, number, TSimd.Zero, TSimd.Zero);
                for (var pixel = 0; pixel < layout.ImagePixels; pixel++) TSimd.Store(target + ((long)pixel * TensorLayout.Block), value);
                continue;
            }

            var x = Source + (part * layout.ImageStride) + lane;
            for (var pixel = 0; pixel < layout.ImagePixels; pixel++, x += TensorLayout.Block, target += TensorLayout.Block)
            {
                TSimd.Store(target, TOperation.Apply<TSimd, TVector>(TSimd.Load(x), number, TSimd.Zero, TSimd.Zero));
            }
        }
    }
}
