using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Channels;

/// <summary>
/// Copies a box of channels, rows and columns of every image from one tensor to a place in another: joining and cutting channels, padding and cropping,
/// exchanging layouts. The rest of the target is left alone.
/// </summary>
/// <param name="source">The layout that is read.</param>
/// <param name="target">The layout that is written.</param>
/// <param name="box">What is copied.</param>
public sealed unsafe class RegionCopy(TensorLayout source, TensorLayout target, CopyBox box) : ParallelKernel
{
    /// <summary>What is read.</summary>
    public float* Source { get; set; }

    /// <summary>What is written.</summary>
    public float* Target { get; set; }

    /// <summary>Whether elements are added to what is there.</summary>
    public bool Accumulate { get; set; }

    /// <inheritdoc/>
    public override int PartCount => source.Batch * box.Rows;

    private bool ByBlocks =>
        source.BlockWidth == target.BlockWidth && box.SourceChannel % source.BlockWidth == 0 && box.TargetChannel % target.BlockWidth == 0 && !Accumulate
        && (box.Channels % source.BlockWidth == 0 || (box.SourceChannel + box.Channels == source.Channels && box.TargetChannel + box.Channels == target.Channels));

    /// <inheritdoc/>
    public override void Execute(int part, int worker)
    {
        var image = part / box.Rows;
        var row = part % box.Rows;
        if (ByBlocks)
        {
            for (var channel = 0; channel < box.Channels; channel += source.BlockWidth)
            {
                var from = Source + source.Offset(image, box.SourceChannel + channel, box.SourceRow + row, box.SourceColumn);
                var to = Target + target.Offset(image, box.TargetChannel + channel, box.TargetRow + row, box.TargetColumn);
                new ReadOnlySpan<float>(from, box.Columns * source.BlockWidth).CopyTo(new Span<float>(to, box.Columns * source.BlockWidth));
            }

            return;
        }

        for (var channel = 0; channel < box.Channels; channel++)
        {
            var from = Source + source.Offset(image, box.SourceChannel + channel, box.SourceRow + row, box.SourceColumn);
            var to = Target + target.Offset(image, box.TargetChannel + channel, box.TargetRow + row, box.TargetColumn);
            for (var column = 0; column < box.Columns; column++, from += source.BlockWidth, to += target.BlockWidth) *to = Accumulate ? *to + *from : *from;
        }
    }
}

/// <summary>A box of channels, rows and columns, and where it lies in two tensors.</summary>
/// <param name="Channels">Channels of the box.</param>
/// <param name="Rows">Rows of the box.</param>
/// <param name="Columns">Columns of the box.</param>
public readonly record struct CopyBox(int Channels, int Rows, int Columns)
{
    /// <summary>The first channel in the source.</summary>
    public int SourceChannel { get; init; }

    /// <summary>The first row in the source.</summary>
    public int SourceRow { get; init; }

    /// <summary>The first column in the source.</summary>
    public int SourceColumn { get; init; }

    /// <summary>The first channel in the target.</summary>
    public int TargetChannel { get; init; }

    /// <summary>The first row in the target.</summary>
    public int TargetRow { get; init; }

    /// <summary>The first column in the target.</summary>
    public int TargetColumn { get; init; }
}
