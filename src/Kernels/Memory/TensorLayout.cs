namespace MLPipeline.Kernels.Memory;

/// <summary>
/// How a tensor <c>[N, C, H, W]</c> lies in memory: in blocks of channels, <c>[C / B, N, H, W, B]</c>. The channels of a block lie together, one cache
/// line per pixel where B is 16; all pixels of the batch follow each other, so that a block of channels is one matrix with a row per pixel.
/// Channels that fill the last block up are zero, always. A tensor <c>[N, F]</c> is one with H = W = 1.
/// </summary>
/// <param name="Batch">N, at least 1.</param>
/// <param name="Channels">C, at least 1.</param>
/// <param name="Height">H, at least 1.</param>
/// <param name="Width">W, at least 1.</param>
/// <param name="BlockWidth">B: 16, or C for the pixels of an image (interleaved channels).</param>
public readonly record struct TensorLayout(int Batch, int Channels, int Height, int Width, int BlockWidth = TensorLayout.Block)
{
    /// <summary>Channels in a block: the floats of a cache line and of a 512-bit register.</summary>
    public const int Block = 16;

    /// <summary>How many blocks the channels make.</summary>
    public int Blocks => (Channels + BlockWidth - 1) / BlockWidth;

    /// <summary>Pixels of one image.</summary>
    public int ImagePixels => Height * Width;

    /// <summary>Pixels of the batch.</summary>
    public int Pixels => Batch * Height * Width;

    /// <summary>Floats from one block of channels to the next.</summary>
    public long BlockStride => (long)Pixels * BlockWidth;

    /// <summary>Floats from one image to the next within a block.</summary>
    public long ImageStride => (long)ImagePixels * BlockWidth;

    /// <summary>Floats in all.</summary>
    public long Length => Blocks * BlockStride;

    /// <summary>Channels that are there in a block; fewer than <see cref="BlockWidth"/> in the last one.</summary>
    public int ChannelsIn(int block) => Math.Min(BlockWidth, Channels - (block * BlockWidth));

    /// <summary>The layout of an image batch, interleaved: <c>[N, H, W, C]</c>.</summary>
    public static TensorLayout Interleaved(int batch, int channels, int height, int width) => new(batch, channels, height, width, channels);

    /// <summary>Where an element lies.</summary>
    public long Offset(int image, int channel, int y, int x) =>
        (channel / BlockWidth * BlockStride) + ((((((long)image * Height) + y) * Width) + x) * BlockWidth) + (channel % BlockWidth);

    /// <summary>Such as <c>[16, 64, 56, 56]</c>.</summary>
    public override string ToString() => $"[{Batch}, {Channels}, {Height}, {Width}]";
}
