using MLPipeline.Kernels.Memory;

namespace MLPipeline.Kernels.Normalization;

/// <summary>
/// The pixels of every block of channels, cut into parts for the threads: the same ones for every team, so that sums are added in the same order.
/// </summary>
internal readonly struct PixelChunks(TensorLayout layout)
{
    private const int Size = 2048;

    /// <summary>Parts of one block.</summary>
    public int PerBlock { get; } = (layout.Pixels + Size - 1) / Size;

    /// <summary>Parts of all blocks; those of a block follow each other.</summary>
    public int Count => layout.Blocks * PerBlock;

    /// <summary>The block that a part belongs to.</summary>
    public int BlockOf(int part) => part / PerBlock;

    /// <summary>Where a part begins in the tensor, and its pixels.</summary>
    public (long Start, int Pixels) Place(int part)
    {
        var chunk = part % PerBlock;
        return ((BlockOf(part) * layout.BlockStride) + (PixelsBefore(chunk) * TensorLayout.Block), PixelsOf(chunk));
    }

    /// <summary>Pixels of a block in front of one of its chunks.</summary>
    public static long PixelsBefore(int chunk) => (long)chunk * Size;

    /// <summary>Pixels of a block's chunk.</summary>
    public int PixelsOf(int chunk) => (int)Math.Min(Size, layout.Pixels - PixelsBefore(chunk));
}
