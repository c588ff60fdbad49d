using MLPipeline.Kernels.Memory;

namespace MLPipeline.Kernels.Convolutions;

/// <summary>
/// How one phase of a convolution is cut into strips: a few rows of outputs of one image whose inputs fit into a core's cache. Where taps reach over the
/// edges, a strip's inputs are copied into scratch memory with zeros around them; else they are read where they are. Images with few outputs, such as the only
/// one of a dense layer over all pixels, share a strip.
/// </summary>
internal sealed unsafe class StripPlan
{
    private const int StripFloats = 32 * 1024; // 128 kB of inputs: a quarter of a usual second-level cache
    private const int FewestPixels = 48; // fewer do not pay for reading the weights: then a strip has more rows than fit, and more images
    private readonly int _minY;
    private readonly int _minX;
    private readonly int _sourceRows;
    private readonly int _sourceColumns;
    private readonly bool _isFlat;

    /// <param name="input">What is read.</param>
    /// <param name="output">What is written.</param>
    /// <param name="phase">The taps and the grid.</param>
    /// <param name="inputBlocks">How many blocks of input channels are read for an output.</param>
    /// <param name="joinsImages">Whether small images share a strip; else a strip is of one image.</param>
    public StripPlan(TensorLayout input, TensorLayout output, CorrelationPhase phase, int inputBlocks, bool joinsImages)
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
        _isFlat = phase.Taps.Count == 1 && _minY == 0 && _minX == 0 && phase.StepY == 1 && phase.StepX == 1 && phase.OutputStepY == 1 && phase.OutputStepX == 1
            && phase.Rows == input.Height && phase.Columns == input.Width;
        if (_isFlat)
        {
            // One pixel of input for one of output: images and rows need not be told apart.
            StripPixels = Math.Clamp(StripFloats / (inputBlocks * block) / 6 * 6, FewestPixels, 240);
            Strips = (input.Pixels + StripPixels - 1) / StripPixels;
            Pitch = 0;
            BlockStride = input.BlockStride;
            Rows = new OffsetTable(Enumerable.Range(0, StripPixels).Select(pixel => (long)pixel * block));
            Targets = new OffsetTable(Enumerable.Range(0, StripPixels).Select(pixel => (long)pixel * TensorLayout.Block));
        }
        else
        {
            var floatsPerRow = inputBlocks * block * _sourceColumns;
            StripRows = RowsOfStrip(phase, floatsPerRow, reachY);
            StripsPerImage = (phase.Rows + StripRows - 1) / StripRows;
            _sourceRows = ((StripRows - 1) * phase.StepY) + reachY + 1;
            IsPacked = _minY < 0 || _minX < 0 || _minX + _sourceColumns > input.Width || ((phase.Rows - 1) * phase.StepY) + _minY + reachY >= input.Height;
            StripImages = joinsImages && StripsPerImage == 1 ? ImagesOfStrip(phase, IsPacked ? floatsPerRow * _sourceRows : 0, input.Batch) : 1;
            Strips = (input.Batch + StripImages - 1) / StripImages * StripsPerImage;
            StripPixels = StripImages * StripRows * phase.Columns;
            Pitch = IsPacked ? _sourceColumns : input.Width;
            SourceImageStride = IsPacked ? (long)_sourceRows * _sourceColumns * block : input.ImageStride;
            BlockStride = IsPacked ? StripImages * SourceImageStride : input.BlockStride;
            var pixels = from image in Enumerable.Range(0, StripImages)
                         from row in Enumerable.Range(0, StripRows)
                         from column in Enumerable.Range(0, phase.Columns)
                         select (image, row, column);
            Rows = new OffsetTable(
                pixels.Select(at => (at.image * SourceImageStride) + ((((long)at.row * phase.StepY * Pitch) + (at.column * phase.StepX)) * block)));
            Targets = new OffsetTable(pixels.Select(at => (at.image * OutputImageStride)
                + ((((long)at.row * phase.OutputStepY * output.Width) + (at.column * phase.OutputStepX)) * TensorLayout.Block)));
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

    private int StripImages { get; }

    private long SourceImageStride { get; }

    /// <summary>Where a tap reads within a strip, for the first block of channels.</summary>
    public long TapOffset(CorrelationTap tap) => _isFlat ? 0 : (((long)(tap.Y - _minY) * Pitch) + (tap.X - _minX)) * Input.BlockWidth;

    /// <summary>Output pixels of a strip; the last one of an image or of the batch has fewer.</summary>
    public int PixelsOf(int strip) => _isFlat
        ? Math.Min(StripPixels, Input.Pixels - (strip * StripPixels))
        : ImagesOf(strip) * RowsOf(strip) * Phase.Columns;

    /// <summary>Where a strip's outputs begin within a block of channels.</summary>
    public long TargetOf(int strip)
    {
        if (_isFlat) return (long)strip * StripPixels * TensorLayout.Block;
        var row = (strip % StripsPerImage * StripRows * Phase.OutputStepY) + Phase.OutputY;
        return (FirstImageOf(strip) * OutputImageStride) + ((((long)row * OutputWidth) + Phase.OutputX) * TensorLayout.Block);
    }

    /// <summary>Where a strip's inputs begin, for block <paramref name="firstBlock"/>: in the tensor, or in scratch memory after copying.</summary>
    public float* Source(float* tensor, int strip, int firstBlock, int blocks, float* scratch)
    {
        var block = Input.BlockWidth;
        var origin = tensor + (firstBlock * Input.BlockStride);
        if (_isFlat) return origin + ((long)strip * StripPixels * block);
        origin += FirstImageOf(strip) * Input.ImageStride;
        var top = (strip % StripsPerImage * StripRows * Phase.StepY) + _minY;
        if (!IsPacked) return origin + ((((long)top * Input.Width) + _minX) * block);

        for (var b = 0; b < blocks; b++)
        {
            for (var image = 0; image < ImagesOf(strip); image++)
            {
                Copy(origin + (b * Input.BlockStride) + (image * Input.ImageStride), top, RowsOf(strip), scratch + (b * BlockStride) + (image * SourceImageStride));
            }
        }

        return scratch;
    }

    private int FirstImageOf(int strip) => strip / StripsPerImage * StripImages;

    private int ImagesOf(int strip) => Math.Min(StripImages, Input.Batch - FirstImageOf(strip));

    private int RowsOf(int strip) => Math.Min(StripRows, Phase.Rows - (strip % StripsPerImage * StripRows));

    /// <summary>The inputs of some rows of outputs of one image and one block of channels, with zeros around them.</summary>
    private void Copy(float* plane, int top, int outputRows, float* scratch)
    {
        var block = Input.BlockWidth;
        var rows = ((outputRows - 1) * Phase.StepY) + (_sourceRows - ((StripRows - 1) * Phase.StepY));
        var left = Math.Max(0, -_minX);
        var inside = Math.Max(0, Math.Min(_sourceColumns - left, Input.Width - Math.Max(0, _minX)));
        for (var row = 0; row < rows; row++)
        {
            var target = new Span<float>(scratch + ((long)row * _sourceColumns * block), _sourceColumns * block);
            var y = top + row;
            if (y < 0 || y >= Input.Height)
            {
                target.Clear();
                continue;
            }

            target[..(left * block)].Clear();
            new ReadOnlySpan<float>(plane + ((((long)y * Input.Width) + Math.Max(0, _minX)) * block), inside * block).CopyTo(target[(left * block)..]);
            target[((left + inside) * block)..].Clear();
        }
    }

    private static int RowsOfStrip(CorrelationPhase phase, int floatsPerRow, int reach)
    {
        var fitting = ((StripFloats / floatsPerRow) - reach) / phase.StepY;
        var rows = Math.Clamp(Math.Max(fitting, (FewestPixels + phase.Columns - 1) / phase.Columns), 1, phase.Rows);

        // Equal strips: four of seven rows rather than three of eight and one of four.
        var strips = (phase.Rows + rows - 1) / rows;
        return (phase.Rows + strips - 1) / strips;
    }

    /// <summary>Whole images whose outputs are enough together, as many in each strip; as long as what is copied of them stays in the cache.</summary>
    private static int ImagesOfStrip(CorrelationPhase phase, int copiedFloats, int batch)
    {
        var images = 2 * FewestPixels / (phase.Rows * phase.Columns);
        if (copiedFloats > 0) images = Math.Min(images, 4 * StripFloats / copiedFloats);
        images = Math.Clamp(images, 1, batch);
        var strips = (batch + images - 1) / images;
        return (batch + strips - 1) / strips;
    }
}
