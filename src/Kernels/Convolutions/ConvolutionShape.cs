using MLPipeline.Kernels.Memory;

namespace MLPipeline.Kernels.Convolutions;

/// <summary>The sizes of a two-dimensional convolution, as ONNX's <c>Conv</c> has them.</summary>
/// <param name="Input">The input, <c>[N, C, H, W]</c>.</param>
/// <param name="Filters">K, the output channels.</param>
public sealed record ConvolutionShape(TensorLayout Input, int Filters)
{
    /// <summary>Rows of a filter.</summary>
    public required int KernelHeight { get; init; }

    /// <summary>Columns of a filter.</summary>
    public required int KernelWidth { get; init; }

    /// <summary>Rows from one output to the next; 1 by default.</summary>
    public int StrideHeight { get; init; } = 1;

    /// <summary>Columns from one output to the next; 1 by default.</summary>
    public int StrideWidth { get; init; } = 1;

    /// <summary>Rows from one tap to the next; 1 by default.</summary>
    public int DilationHeight { get; init; } = 1;

    /// <summary>Columns from one tap to the next; 1 by default.</summary>
    public int DilationWidth { get; init; } = 1;

    /// <summary>Rows of zeros above the input.</summary>
    public int PadTop { get; init; }

    /// <summary>Columns of zeros left of the input.</summary>
    public int PadLeft { get; init; }

    /// <summary>Rows of zeros below the input.</summary>
    public int PadBottom { get; init; }

    /// <summary>Columns of zeros right of the input.</summary>
    public int PadRight { get; init; }

    /// <summary>Independent groups of channels; 1 by default, C for a depthwise convolution.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Positions of a filter.</summary>
    public int Taps => KernelHeight * KernelWidth;

    /// <summary>Rows of the output.</summary>
    public int OutputHeight => Slide(Input.Height, KernelHeight, StrideHeight, DilationHeight, PadTop + PadBottom);

    /// <summary>Columns of the output.</summary>
    public int OutputWidth => Slide(Input.Width, KernelWidth, StrideWidth, DilationWidth, PadLeft + PadRight);

    /// <summary>The output, <c>[N, K, OH, OW]</c>.</summary>
    public TensorLayout Output => new(Input.Batch, Filters, OutputHeight, OutputWidth);

    /// <summary>Whether every output channel sees one input channel, its own.</summary>
    public bool IsDepthwise => Groups > 1 && Groups == Input.Channels && Filters == Input.Channels;

    /// <summary>Whether an output pixel sees one input pixel, its own.</summary>
    public bool IsPointwise => Taps == 1 && StrideHeight == 1 && StrideWidth == 1 && PadTop + PadLeft + PadBottom + PadRight == 0;

    /// <summary>Multiplications with additions of one forward pass over the batch.</summary>
    public long MultiplyAdds => (long)Output.Pixels * Filters * Taps * (Input.Channels / Groups);

    private static int Slide(int length, int kernel, int stride, int dilation, int pads) =>
        ((length + pads - (dilation * (kernel - 1)) - 1) / stride) + 1;
}
