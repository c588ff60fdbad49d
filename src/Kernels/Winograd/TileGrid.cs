using MLPipeline.Kernels.Convolutions;
using MLPipeline.Kernels.Memory;

namespace MLPipeline.Kernels.Winograd;

/// <summary>
/// The tiles of a 3x3 convolution of stride 1 over a batch. A dilated one is as many interleaved convolutions as the dilation squared, each over the pixels
/// that many apart, and its tiles are theirs.
/// </summary>
internal sealed class TileGrid
{
    private readonly Tile[] _tiles; // of the first image

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
        _tiles =
        [
            .. from y in Enumerable.Range(0, Math.Min(dilation, output.Height))
               from x in Enumerable.Range(0, Math.Min(dilation, output.Width))
               let rows = (output.Height - y + dilation - 1) / dilation
               let columns = (output.Width - x + dilation - 1) / dilation
               from row in Enumerable.Range(0, (rows + outputs - 1) / outputs).Select(tile => tile * outputs)
               from column in Enumerable.Range(0, (columns + outputs - 1) / outputs).Select(tile => tile * outputs)
               select new Tile((row * dilation) + y, (column * dilation) + x, Math.Min(outputs, rows - row), Math.Min(outputs, columns - column)),
        ];
    }

    public TensorLayout Input { get; }

    public TensorLayout Output { get; }

    public int Dilation { get; }

    public int PadTop { get; }

    public int PadLeft { get; }

    /// <summary>Tiles of the batch.</summary>
    public int Count => _tiles.Length * Output.Batch;

    /// <summary>The forward pass of a convolution.</summary>
    public static TileGrid Forward(ConvolutionShape shape, int outputs) =>
        new(shape.Input, shape.Output, shape.DilationHeight, shape.PadTop, shape.PadLeft, outputs);

    /// <summary>Its input gradient: the same convolution of the output gradient with the filter turned around.</summary>
    public static TileGrid InputGradient(ConvolutionShape shape, int outputs) => new(
        shape.Output, shape.Input, shape.DilationHeight, (2 * shape.DilationHeight) - shape.PadTop, (2 * shape.DilationWidth) - shape.PadLeft, outputs);

    /// <summary>Where a tile of the batch lies. A reference: tiles are asked for so often that copying one costs as much as transforming it.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1, image by image.</param>
    /// <param name="image">The image that it is in.</param>
    public ref readonly Tile Find(int index, out int image)
    {
        image = index / _tiles.Length;
        return ref _tiles[index - (image * _tiles.Length)];
    }
}

/// <summary>One tile of an image: its first output pixel, and how many rows and columns of outputs it really has.</summary>
internal readonly record struct Tile(int Y, int X, int Rows, int Columns);
