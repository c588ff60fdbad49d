using System.Runtime.CompilerServices;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Simd;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Channels;

/// <summary>The sum of each channel, times a factor: over the pixels of each image (<c>[N, C, 1, 1]</c>) or over the whole batch (<c>[C]</c>).</summary>
public abstract unsafe class ChannelSum
{
    /// <summary>The tensor, <c>[N, C, H, W]</c>.</summary>
    public float* Source { get; set; }

    /// <summary>The sums, filled up to whole blocks.</summary>
    public float* Target { get; set; }

    /// <summary>What sums are multiplied by; 1 by default, 1 / n for a mean.</summary>
    public float Factor { get; set; } = 1;

    /// <summary>Computes the sums.</summary>
    public abstract void Run(WorkTeam team);
}

internal sealed unsafe class ChannelSum<TSimd, TVector> : ChannelSum
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private readonly TensorLayout _layout;
    private readonly bool _perImage;
    private readonly PinnedFloats _imageSums;
    private readonly ParallelKernel _images;

    public ChannelSum(TensorLayout layout, bool perImage)
    {
        _layout = layout;
        _perImage = perImage;
        _imageSums = new PinnedFloats(perImage ? 0 : layout.Blocks * layout.Batch * TensorLayout.Block);
        _images = new DelegateKernel(layout.Blocks * layout.Batch, SumImage);
    }

    public override void Run(WorkTeam team)
    {
        team.Run(_images);
        if (_perImage) return;
        for (var channel = 0; channel < _layout.Blocks * TensorLayout.Block; channel++)
        {
            var sum = 0.0;
            for (var image = 0; image < _layout.Batch; image++)
            {
                sum += _imageSums.Start[((((channel / TensorLayout.Block) * _layout.Batch) + image) * TensorLayout.Block) + (channel % TensorLayout.Block)];
            }

            Target[channel] = (float)(sum * Factor);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumImage(int part, int worker)
    {
        var target = (_perImage ? Target : _imageSums.Start) + (part * TensorLayout.Block);
        var factor = TSimd.Broadcast(_perImage ? Factor : 1);
        for (var lane = 0; lane < TensorLayout.Block; lane += TSimd.Width)
        {
            var x = Source + (part * _layout.ImageStride) + lane;
            TVector sum0 = TSimd.Zero, sum1 = TSimd.Zero;
            var pixel = 0;
            for (; pixel + 2 <= _layout.ImagePixels; pixel += 2, x += 2 * TensorLayout.Block)
            {
                sum0 = TSimd.Add(sum0, TSimd.Load(x));
                sum1 = TSimd.Add(sum1, TSimd.Load(x + TensorLayout.Block));
            }

            if (pixel < _layout.ImagePixels) sum0 = TSimd.Add(sum0, TSimd.Load(x));
            TSimd.Store(target + lane, TSimd.Multiply(TSimd.Add(sum0, sum1), factor));
        }
    }
}
