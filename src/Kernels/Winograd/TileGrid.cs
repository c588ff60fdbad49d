using MLPipeline.Kernels.Convolutions;
using MLPipeline.Kernels.Memory;

namespace MLPipeline.Kernels.Winograd;

/// <summary>
/// The tiles of a 3x3 convolution of stride 1 over a batch. A dilated one is as many interleaved convolutions as the dilation squared, each over the pixels
/// that many apart, and its tiles are theirs.
/// </summary>
internal sealed class TileGrid
{
    private readonly int[] _starts;
    private readonly (int Y, int X, int Rows, int Columns, int TilesAcross, int Tiles)[] _grids;
    private readonly int _tilesPerImage;

    /// <param name="input">What is read.</param>
    /// <param name="output">What is written; its rows and columns are the tiles' outputs.</param>
    /// <param name="dilation">Pixels between taps, both ways.</param>
    /// <param name="padTop">Rows of zeros above the input.</param>
    /// <param name="padLeft">Columns of zeros left of the input.</param>
    /// <param name="outputs">Outputs of a tile along an edge.</param>
    public TileGrid(TensorLayout input, TensorLayout output, int dilation, int padTop, int padLeft, int outputs)
    {
        Input = input;
        Output = output;
        Dilation = dilation;
        PadTop = padTop;
        PadLeft = padLeft;
        _outputs = outputs;
        _grids =
        [
            .. from y in Enumerable.Range(0, Math.Min(dilation, output.Height))
               from x in Enumerable.Range(0, Math.Min(dilation, output.Width))
               let rows = (output.Height - y + dilation - 1) / dilation
               let columns = (output.Width - x + dilation - 1) / dilation
               let across = (columns + outputs - 1) / outputs
               select (y, x, rows, columns, across, (rows + outputs - 1) / outputs * across),
        ];
        _starts = new int[_grids.Length];
        foreach (var i in Enumerable.Range(1, _grids.Length - 1)) _starts[i] = _starts[i - 1] + _grids[i - 1].Tiles;
        _tilesPerImage = _grids.Sum(grid => grid.Tiles);
    }

    private readonly int _outputs;

    public TensorLayout Input { get; }

    public TensorLayout Output { get; }

    public int Dilation { get; }

    public int PadTop { get; }

    public int PadLeft { get; }

    /// <summary>Tiles of the batch.</summary>
    public int Count => _tilesPerImage * Output.Batch;

    /// <summary>The forward pass of a convolution.</summary>
    public static TileGrid Forward(ConvolutionShape shape, int outputs) =>
        new(shape.Input, shape.Output, shape.DilationHeight, shape.PadTop, shape.PadLeft, outputs);

    /// <summary>Its input gradient: the same convolution of the output gradient with the filter turned around.</summary>
    public static TileGrid InputGradient(ConvolutionShape shape, int outputs) => new(
        shape.Output, shape.Input, shape.DilationHeight, (2 * shape.DilationHeight) - shape.PadTop, (2 * shape.DilationWidth) - shape.PadLeft, outputs);

    /// <summary>Where a tile lies.</summary>
    public Tile this[int index]
    {
        get
        {
            var image = index / _tilesPerImage;
            var inImage = index % _tilesPerImage;
            var grid = _grids.Length - 1;
            while (_starts[grid] > inImage) grid--;
            var (y, x, rows, columns, across, _) = _grids[grid];
            var tile = inImage - _starts[grid];
            var row = tile / across * _outputs;
            var column = tile % across * _outputs;
            return new Tile(
                image,
                (row * Dilation) + y,
                (column * Dilation) + x,
                Math.Min(_outputs, rows - row),
                Math.Min(_outputs, columns - column));
        }
    }
}

/// <summary>One tile: its image, its first output pixel, and how many rows and columns of outputs it really has.</summary>
internal readonly record struct Tile(int Image, int Y, int X, int Rows, int Columns);
