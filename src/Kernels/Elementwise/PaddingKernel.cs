using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Elementwise;

/// <summary>Sets what fills the last block of channels up back to zero.</summary>
public sealed unsafe class PaddingKernel(TensorLayout layout) : ParallelKernel
{
    private const int PixelsPerPart = 4096;

    /// <summary>The tensor.</summary>
    public float* Target { get; set; }

    /// <inheritdoc/>
    public override int PartCount => layout.Channels % layout.BlockWidth == 0 ? 0 : (layout.Pixels + PixelsPerPart - 1) / PixelsPerPart;

    /// <inheritdoc/>
    public override void Execute(int part, int worker)
    {
        var last = layout.Blocks - 1;
        var used = layout.ChannelsIn(last);
        var block = Target + (last * layout.BlockStride);
        var end = Math.Min(layout.Pixels, (part + 1) * PixelsPerPart);
        for (var pixel = part * PixelsPerPart; pixel < end; pixel++)
        {
            new Span<float>(block + ((long)pixel * layout.BlockWidth) + used, layout.BlockWidth - used).Clear();
        }
    }
}
