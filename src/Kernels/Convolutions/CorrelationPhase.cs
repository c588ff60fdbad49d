namespace MLPipeline.Kernels.Convolutions;

/// <summary>
/// One regular part of a convolution or of its input gradient: outputs on a grid, each the sum over taps of the input at a fixed distance times the tap's
/// weights. Output (i, j) lies at row i * <see cref="OutputStepY"/> + <see cref="OutputY"/> and reads input row i * <see cref="StepY"/> + tap.Y; columns alike.
/// </summary>
internal sealed record CorrelationPhase
{
    public required int Rows { get; init; }

    public required int Columns { get; init; }

    public required int StepY { get; init; }

    public required int StepX { get; init; }

    public required int OutputY { get; init; }

    public required int OutputX { get; init; }

    public required int OutputStepY { get; init; }

    public required int OutputStepX { get; init; }

    public required IReadOnlyList<CorrelationTap> Taps { get; init; }

    /// <summary>The forward pass: one phase.</summary>
    public static CorrelationPhase Forward(ConvolutionShape shape) => new()
    {
        Rows = shape.OutputHeight,
        Columns = shape.OutputWidth,
        StepY = shape.StrideHeight,
        StepX = shape.StrideWidth,
        OutputY = 0,
        OutputX = 0,
        OutputStepY = 1,
        OutputStepX = 1,
        Taps =
        [
            .. from y in Enumerable.Range(0, shape.KernelHeight)
               from x in Enumerable.Range(0, shape.KernelWidth)
               select new CorrelationTap((y * shape.DilationHeight) - shape.PadTop, (x * shape.DilationWidth) - shape.PadLeft, (y * shape.KernelWidth) + x),
        ],
    };

    /// <summary>
    /// The input gradient: input row y gets the gradient of output row (y + pad - tap * dilation) / stride where that is a whole number, so the rows
    /// fall into as many phases as the stride, each with its own taps, from the topmost row that is read downwards. Where there is one output row, each
    /// input row has at most one tap and is a phase of its own: a dense layer over an image would else compute every tap for every pixel.
    /// </summary>
    public static IReadOnlyList<CorrelationPhase> InputGradient(ConvolutionShape shape)
    {
        var phases = new List<CorrelationPhase>();
        var strideY = shape.OutputHeight == 1 ? Beyond(shape.Input.Height, shape.KernelHeight, shape.DilationHeight) : shape.StrideHeight;
        var strideX = shape.OutputWidth == 1 ? Beyond(shape.Input.Width, shape.KernelWidth, shape.DilationWidth) : shape.StrideWidth;
        for (var y = 0; y < Math.Min(strideY, shape.Input.Height); y++)
        {
            for (var x = 0; x < Math.Min(strideX, shape.Input.Width); x++)
            {
                phases.Add(new CorrelationPhase
                {
                    Rows = (shape.Input.Height - y + strideY - 1) / strideY,
                    Columns = (shape.Input.Width - x + strideX - 1) / strideX,
                    StepY = 1,
                    StepX = 1,
                    OutputY = y,
                    OutputX = x,
                    OutputStepY = strideY,
                    OutputStepX = strideX,
                    Taps =
                    [
                        .. from kernelY in Enumerable.Range(0, shape.KernelHeight).Reverse()
                           let fromY = y + shape.PadTop - (kernelY * shape.DilationHeight)
                           where fromY % strideY == 0
                           from kernelX in Enumerable.Range(0, shape.KernelWidth).Reverse()
                           let fromX = x + shape.PadLeft - (kernelX * shape.DilationWidth)
                           where fromX % strideX == 0
                           select new CorrelationTap(fromY / strideY, fromX / strideX, (kernelY * shape.KernelWidth) + kernelX),
                    ],
                });
            }
        }

        return phases;

        // More than any tap reaches, so that only distance 0 is a multiple of it.
        static int Beyond(int size, int kernel, int dilation) => size + (kernel * dilation);
    }
}

/// <summary>Where a tap reads, relative to its output's input position, and which position of the filter it is.</summary>
internal readonly record struct CorrelationTap(int Y, int X, int KernelIndex);
