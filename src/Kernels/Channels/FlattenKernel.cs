using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Channels;

/// <summary>Images <c>[N, C, H, W]</c> to rows <c>[N, C H W]</c> in the order of ONNX's Flatten, or back; both in blocks of channels.</summary>
/// <param name="image">The layout of the images.</param>
/// <param name="toRows">Whether images become rows; else rows become images.</param>
public sealed unsafe class FlattenKernel(TensorLayout image, bool toRows) : ParallelKernel
{
    private readonly TensorLayout _rows = new(image.Batch, image.Channels * image.ImagePixels, 1, 1);

    /// <summary>What is read.</summary>
    public float* Source { get; set; }

    /// <summary>What is written.</summary>
    public float* Target { get; set; }

    /// <inheritdoc/>
    public override int PartCount => image.Batch;

    /// <inheritdoc/>
    public override void Execute(int part, int worker)
    {
        var feature = 0;
        for (var channel = 0; channel < image.Channels; channel++)
        {
            for (var y = 0; y < image.Height; y++)
            {
                for (var x = 0; x < image.Width; x++, feature++)
                {
                    var row = _rows.Offset(part, feature, 0, 0);
                    var pixel = image.Offset(part, channel, y, x);
                    if (toRows) Target[row] = Source[pixel];
                    else Target[pixel] = Source[row];
                }
            }
        }
    }
}
