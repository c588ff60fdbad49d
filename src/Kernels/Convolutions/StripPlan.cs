using MLPipeline.Kernels.Memory;

namespace MLPipeline.Kernels.Convolutions;

/// <summary>
/// How one phase of a convolution is cut into strips: a few rows of outputs of one image whose inputs fit into a core's cache. Where taps reach over the
/// edges, a strip's inputs are copied into scratch memory with zeros around them; else they are read where they are. A phase with one output in an image,
/// such as a dense layer over all pixels, takes its strips from the batch.
/// </summary>
internal sealed unsafe class StripPlan
{
    private const int StripFloats = 32 * 1024; // 128 kB of inputs: a quarter of a usual second-level cache
    private readonly int _minY;
    private readonly int _minX;
    private readonly int _sourceRows;
    private readonly int _sourceColumns;
    private readonly int _pixels; // of the batch, where strips are taken from it; else 0
    private readonly long _inputStride;
    private readonly long _outputStride;

    /// <param name="input">What is read.</param>
    /// <param name="output">What is written.</param>
    /// <param name="phase">The taps and the grid.</param>
    /// <param name="inputBlocks">How many blocks of input channels are read for an output.</param>
    public StripPlan(TensorLayout input, TensorLayout output, CorrelationPhase phase, int inputBlocks)
    {
        Input = input;
        Phase = phase;
        OutputWidth = output.Width;
        OutputImageStride = output.ImageStride;
        var block = input.BlockWidth;
        _minY = phase.Taps.Min(tap => tap.Y);
        _minX = phase.Taps.Min(tap => tap.X);
        var reachY = phase.Taps.Max(tap => tap.Y) - _minY;
        var reachX = phase.Taps.Max(tap => tap.X) - _minX;
        _sourceColumns = ((phase.Columns - 1) * phase.StepX) + reachX + 1;
        var isFlat = phase.Taps.Count == 1 && _minY == 0 && _minX == 0 && phase.StepY == 1 && phase.StepX == 1 && phase.OutputStepY == 1 && phase.OutputStepX == 1
            && phase.Rows == input.Height && phase.Columns == input.Width;
        var isInside = _minY >= 0 && _minX >= 0 && _minX + _sourceColumns <= input.Width && ((phase.Rows - 1) * phase.StepY) + _minY + reachY < input.Height;
        if (isFlat || (isInside && phase.Rows == 1 && phase.Columns == 1))
        {
            // One pixel of input for one of output, or one output in an image: images and rows need not be told apart.
            _inputStride = isFlat ? block : input.ImageStride;
            _outputStride = isFlat ? TensorLayout.Block : output.ImageStride;
            _pixels = isFlat ? input.Pixels : input.Batch;
            StripPixels = Math.Clamp(StripFloats / (inputBlocks * block) / 6 * 6, 48, 240);
            Strips = (_pixels + StripPixels - 1) / StripPixels;
            Pitch = input.Width;
            BlockStride = input.BlockStride;
            Rows = new OffsetTable(Enumerable.Range(0, StripPixels).Select(pixel => pixel * _inputStride));
            Targets = new OffsetTable(Enumerable.Range(0, StripPixels).Select(pixel => pixel * _outputStride));
        }
        else
        {
            StripRows = RowsThatFit(phase, inputBlocks * block * _sourceColumns, reachY);
            StripsPerImage = (phase.Rows + StripRows - 1) / StripRows;
            Strips = input.Batch * StripsPerImage;
            StripPixels = StripRows * phase.Columns;
            _sourceRows = ((StripRows - 1) * phase.StepY) + reachY + 1;
            IsPacked = !isInside;
            Pitch = IsPacked ? _sourceColumns : input.Width;
            BlockStride = IsPacked ? (long)_sourceRows * _sourceColumns * block : input.BlockStride;
            var pixels = from row in Enumerable.Range(0, StripRows) from column in Enumerable.Range(0, phase.Columns) select (row, column);
            Rows = new OffsetTable(pixels.Select(at => (((long)at.row * phase.StepY * Pitch) + (at.column * phase.StepX)) * block));
            Targets = new OffsetTable(
                pixels.Select(at => (((long)at.row * phase.OutputStepY * output.Width) + (at.column * phase.OutputStepX)) * TensorLayout.Block));
        }

        ScratchFloats = IsPacked ? inputBlocks * BlockStride : 0;
    }

    public TensorLayout Input { get; }

    public CorrelationPhase Phase { get; }

    /// <summary>Whether a strip's inputs are copied with zeros around them.</summary>
    public bool IsPacked { get; }

    /// <summary>How many strips the batch has.</summary>
    public int Strips { get; }

    /// <summary>Output pixels of a full strip.</summary>
    public int StripPixels { get; }

    /// <summary>Floats between two blocks of channels of a strip's inputs.</summary>
    public long BlockStride { get; }

    /// <summary>Pixels from one row of a strip's inputs to the next.</summary>
    public int Pitch { get; }

    /// <summary>Floats of scratch memory for a strip.</summary>
    public long ScratchFloats { get; }

    /// <summary>Where the inputs of each output pixel of a strip begin.</summary>
    public OffsetTable Rows { get; }

    /// <summary>Where each output pixel of a strip lies.</summary>
    public OffsetTable Targets { get; }

    private int StripRows { get; }

    private int StripsPerImage { get; }

    private int OutputWidth { get; }

    private long OutputImageStride { get; }

    private bool IsOfBatch => _pixels > 0;

    /// <summary>Where a tap reads within a strip, for the first block of channels.</summary>
    public long TapOffset(CorrelationTap tap) => (((long)(tap.Y - _minY) * Pitch) + (tap.X - _minX)) * Input.BlockWidth;

    /// <summary>Output pixels of a strip; the last one of an image has fewer.</summary>
    public int PixelsOf(int strip) => IsOfBatch
        ? Math.Min(StripPixels, _pixels - (strip * StripPixels))
        : Math.Min(StripRows, Phase.Rows - (strip % StripsPerImage * StripRows)) * Phase.Columns;

    /// <summary>Where a strip's outputs begin within a block of channels.</summary>
    public long TargetOf(int strip)
    {
        var row = Phase.OutputY + (IsOfBatch ? 0 : strip % StripsPerImage * StripRows * Phase.OutputStepY);
        var before = IsOfBatch ? (long)strip * StripPixels * _outputStride : strip / StripsPerImage * OutputImageStride;
        return before + ((((long)row * OutputWidth) + Phase.OutputX) * TensorLayout.Block);
    }

    /// <summary>Where a strip's inputs begin, for block <paramref name="firstBlock"/>: in the tensor, or in scratch memory after copying.</summary>
    public float* Source(float* tensor, int strip, int firstBlock, int blocks, float* scratch)
    {
        var block = Input.BlockWidth;
        var origin = tensor + (firstBlock * Input.BlockStride);
        if (IsOfBatch) return origin + ((long)strip * StripPixels * _inputStride) + ((((long)_minY * Input.Width) + _minX) * block);
        origin += strip / StripsPerImage * Input.ImageStride;
        var top = (strip % StripsPerImage * StripRows * Phase.StepY) + _minY;
        if (!IsPacked) return origin + ((((long)top * Input.Width) + _minX) * block);

        var rows = Math.Min(_sourceRows, ((PixelsOf(strip) / Phase.Columns - 1) * Phase.StepY) + (_sourceRows - ((StripRows - 1) * Phase.StepY)));
        var left = Math.Max(0, -_minX);
        var inside = Math.Max(0, Math.Min(_sourceColumns - left, Input.Width - Math.Max(0, _minX)));
        for (var b = 0; b < blocks; b++)
        {
            for (var row = 0; row < rows; row++)
            {
                var target = new Span<float>(scratch + (b * BlockStride) + ((long)row * _sourceColumns * block), _sourceColumns * block);
                var y = top + row;
                if (y < 0 || y >= Input.Height)
                {
                    target.Clear();
                    continue;
                }

                target[..(left * block)].Clear();
                new ReadOnlySpan<float>(origin + (b * Input.BlockStride) + ((((long)y * Input.Width) + Math.Max(0, _minX)) * block), inside * block)
                    .CopyTo(target[(left * block)..]);
                target[((left + inside) * block)..].Clear();
            }
        }

        return scratch;
    }

    private static int RowsThatFit(CorrelationPhase phase, int floatsPerRow, int reach)
    {
        var rows = Math.Clamp(((StripFloats / floatsPerRow) - reach) / phase.StepY, 1, phase.Rows);

        // Equal strips: four of seven rows rather than three of eight and one of four.
        var strips = (phase.Rows + rows - 1) / rows;
        return (phase.Rows + strips - 1) / strips;
    }
}
