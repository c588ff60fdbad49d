using MLPipeline.Kernels.Memory;

namespace MLPipeline.Kernels.Pooling;

/// <summary>The sizes of a pooling, as ONNX has them.</summary>
/// <param name="Input">The input, <c>[N, C, H, W]</c> in blocks of channels.</param>
/// <param name="OutputHeight">Rows of the output.</param>
/// <param name="OutputWidth">Columns of the output.</param>
public sealed record PoolShape(TensorLayout Input, int OutputHeight, int OutputWidth)
{
    /// <summary>Rows of the window.</summary>
    public required int KernelHeight { get; init; }

    /// <summary>Columns of the window.</summary>
    public required int KernelWidth { get; init; }

    /// <summary>Rows from one window to the next; 1 by default.</summary>
    public int StrideHeight { get; init; } = 1;

    /// <summary>Columns from one window to the next; 1 by default.</summary>
    public int StrideWidth { get; init; } = 1;

    /// <summary>Rows between elements of a window; 1 by default.</summary>
    public int DilationHeight { get; init; } = 1;

    /// <summary>Columns between elements of a window; 1 by default.</summary>
    public int DilationWidth { get; init; } = 1;

    /// <summary>Rows above the input.</summary>
    public int PadTop { get; init; }

    /// <summary>Columns left of the input.</summary>
    public int PadLeft { get; init; }

    /// <summary>Rows below the input.</summary>
    public int PadBottom { get; init; }

    /// <summary>Columns right of the input.</summary>
    public int PadRight { get; init; }

    /// <summary>Whether an average divides by the window's size with its pads rather than by the elements that are there.</summary>
    public bool CountPads { get; init; }

    /// <summary>The output, <c>[N, C, OH, OW]</c>.</summary>
    public TensorLayout Output => Input with { Height = OutputHeight, Width = OutputWidth };

    /// <summary>What the sum of a window is divided by.</summary>
    internal int Divisor(int top, int left)
    {
        if (!CountPads) return Count(top, KernelHeight, DilationHeight, 0, Input.Height) * Count(left, KernelWidth, DilationWidth, 0, Input.Width);

        // Pads count, but not what a window that was rounded up reaches beyond them.
        return Count(top, KernelHeight, DilationHeight, -PadTop, Input.Height + PadBottom) * Count(left, KernelWidth, DilationWidth, -PadLeft, Input.Width + PadRight);
    }

    private static int Count(int start, int kernel, int dilation, int from, int to)
    {
        var count = 0;
        for (var i = 0; i < kernel; i++)
        {
            var at = start + (i * dilation);
            if (at >= from && at < to) count++;
        }

        return count;
    }
}
