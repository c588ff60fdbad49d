using MLPipeline.Kernels.Memory;

namespace MLPipeline.Kernels.Convolutions;

/// <summary>
/// How the filters of a convolution lie in memory: <c>[K / 16, C' / B, taps, B, 16]</c>, the 16 output channels innermost. C' are the input channels that a
/// block of outputs sees: all of them, or with groups the blocks from the first to the last that its groups touch; what lies outside of the groups is zero.
/// A depthwise convolution has <c>[C / 16, taps, 16]</c>.
/// </summary>
public sealed class WeightLayout
{
    /// <summary>The layout for a convolution.</summary>
    public WeightLayout(ConvolutionShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Shape = shape;
        OutputBlocks = shape.Output.Blocks;
        BlockWidth = shape.Input.BlockWidth;
        var perGroup = shape.Input.Channels / shape.Groups;
        var filtersPerGroup = shape.Filters / shape.Groups;
        FirstInput = new int[OutputBlocks];
        var width = 0;
        for (var block = 0; block < OutputBlocks; block++)
        {
            var firstGroup = block * TensorLayout.Block / filtersPerGroup;
            var lastGroup = (Math.Min(shape.Filters, (block + 1) * TensorLayout.Block) - 1) / filtersPerGroup;
            FirstInput[block] = firstGroup * perGroup / BlockWidth;
            width = Math.Max(width, ((((lastGroup + 1) * perGroup) - 1) / BlockWidth) - FirstInput[block] + 1);
        }

        // Every block of outputs sees the same number of input blocks; the windows of the last ones begin earlier instead of reaching over the end.
        InputBlocks = width;
        for (var block = 0; block < OutputBlocks; block++) FirstInput[block] = Math.Min(FirstInput[block], shape.Input.Blocks - width);
    }

    /// <summary>The convolution.</summary>
    public ConvolutionShape Shape { get; }

    /// <summary>Blocks of 16 output channels.</summary>
    public int OutputBlocks { get; }

    /// <summary>Blocks of input channels that a block of outputs sees.</summary>
    public int InputBlocks { get; }

    /// <summary>B: channels of an input block.</summary>
    public int BlockWidth { get; }

    /// <summary>Floats in all.</summary>
    public long Length => Shape.IsDepthwise
        ? (long)Shape.Input.Blocks * Shape.Taps * TensorLayout.Block
        : OutputBlocks * OutputStride;

    /// <summary>Floats from one block of outputs to the next.</summary>
    public long OutputStride => (long)InputBlocks * InputStride;

    /// <summary>Floats from one block of inputs to the next.</summary>
    public int InputStride => Shape.Taps * BlockWidth * TensorLayout.Block;

    /// <summary>The first block of inputs that each block of outputs sees.</summary>
    internal int[] FirstInput { get; }

    /// <summary>Where the weight of filter <paramref name="k"/>, channel <paramref name="c"/> of its group and a tap lies.</summary>
    public long Offset(int k, int c, int tap)
    {
        if (Shape.IsDepthwise) return (((long)(k / TensorLayout.Block) * Shape.Taps) + tap) * TensorLayout.Block + (k % TensorLayout.Block);
        var channel = (k / (Shape.Filters / Shape.Groups) * (Shape.Input.Channels / Shape.Groups)) + c;
        var block = k / TensorLayout.Block;
        return (block * OutputStride) + ((channel / BlockWidth - FirstInput[block]) * (long)InputStride)
            + (((tap * BlockWidth) + (channel % BlockWidth)) * TensorLayout.Block) + (k % TensorLayout.Block);
    }

    /// <summary>Takes weights over from ONNX's order <c>[K, C / groups, KH, KW]</c>.</summary>
    public unsafe void Pack(ReadOnlySpan<float> source, float* target)
    {
        new Span<float>(target, checked((int)Length)).Clear();
        var at = 0;
        for (var k = 0; k < Shape.Filters; k++)
        {
            for (var c = 0; c < Shape.Input.Channels / Shape.Groups; c++)
            {
                for (var tap = 0; tap < Shape.Taps; tap++) target[Offset(k, c, tap)] = source[at++];
            }
        }
    }

    /// <summary>Gives weights back in ONNX's order <c>[K, C / groups, KH, KW]</c>.</summary>
    public unsafe void Unpack(float* source, Span<float> target)
    {
        var at = 0;
        for (var k = 0; k < Shape.Filters; k++)
        {
            for (var c = 0; c < Shape.Input.Channels / Shape.Groups; c++)
            {
                for (var tap = 0; tap < Shape.Taps; tap++) target[at++] = source[Offset(k, c, tap)];
            }
        }
    }

    /// <summary>Sets what lies between the groups to zero: a kernel that sums over whole blocks leaves sums there that belong to no weight.</summary>
    internal unsafe void ClearOutsideGroups(float* weights, int outputBlock)
    {
        if (Shape.Groups == 1 || Shape.IsDepthwise) return;
        var perGroup = Shape.Input.Channels / Shape.Groups;
        var filtersPerGroup = Shape.Filters / Shape.Groups;
        var block = weights + (outputBlock * OutputStride);
        for (var lane = 0; lane < TensorLayout.Block; lane++)
        {
            var group = ((outputBlock * TensorLayout.Block) + lane) / filtersPerGroup;
            for (var input = 0; input < InputBlocks * BlockWidth; input++)
            {
                var channel = (FirstInput[outputBlock] * BlockWidth) + input;
                if (channel / perGroup == group) continue;
                var at = block + (input / BlockWidth * (long)InputStride) + (input % BlockWidth * TensorLayout.Block) + lane;
                for (var tap = 0; tap < Shape.Taps; tap++) at[tap * BlockWidth * TensorLayout.Block] = 0;
            }
        }
    }
}
