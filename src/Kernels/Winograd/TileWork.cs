using System.Runtime.CompilerServices;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Simd;

namespace MLPipeline.Kernels.Winograd;

/// <summary>Moves tiles between tensors and transformed form: one plane for each of the (M + 2)² positions, with a row of 16 channels for each tile.</summary>
[SkipLocalsInit] // else every tile begins with clearing its 5 kB of the stack
internal static unsafe class TileWork<TTransform, TSimd, TVector>
    where TTransform : struct, ITileTransform
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>M.</summary>
    public static int Outputs => TTransform.Outputs;

    /// <summary>M + 2.</summary>
    public static int Edge => TTransform.Outputs + 2;

    /// <summary>(M + 2)².</summary>
    public static int Positions => Edge * Edge;

    private const int LargestEdge = 6;

    /// <summary>B' d B for one tile and some blocks of channels.</summary>
    /// <param name="grid">The tiles.</param>
    /// <param name="index">The tile's number in the batch.</param>
    /// <param name="tensor">The input.</param>
    /// <param name="firstBlock">The first block of channels.</param>
    /// <param name="blocks">How many blocks.</param>
    /// <param name="target">The tile's row in the first position's plane of the first block.</param>
    /// <param name="blockStep">Floats from one block's rows to the next.</param>
    /// <param name="positionStep">Floats from one position's plane to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransformInput(TileGrid grid, int index, float* tensor, int firstBlock, int blocks, float* target, long blockStep, nint positionStep)
    {
        var between = stackalloc float[LargestEdge * LargestEdge * TensorLayout.Block];
        var edges = stackalloc float[LargestEdge * LargestEdge * TensorLayout.Block];
        ref readonly var tile = ref grid.Find(index, out var image);
        var input = grid.Input;
        var dilation = grid.Dilation;
        var top = tile.Y - grid.PadTop;
        var left = tile.X - grid.PadLeft;
        var inside = top >= 0 && left >= 0 && top + ((Edge - 1) * dilation) < input.Height && left + ((Edge - 1) * dilation) < input.Width;
        for (var block = 0; block < blocks; block++)
        {
            var plane = tensor + ((firstBlock + block) * input.BlockStride) + (image * input.ImageStride);
            float* source;
            nint rowStep, columnStep;
            if (inside)
            {
                source = plane + ((((long)top * input.Width) + left) * TensorLayout.Block);
                rowStep = (nint)dilation * input.Width * TensorLayout.Block;
                columnStep = (nint)dilation * TensorLayout.Block;
            }
            else
            {
                CopyWithZeros(plane, input, top, left, dilation, edges);
                source = edges;
                rowStep = Edge * TensorLayout.Block;
                columnStep = TensorLayout.Block;
            }

            var to = target + (block * blockStep);
            for (var lane = 0; lane < TensorLayout.Block; lane += TSimd.Width)
            {
                for (var column = 0; column < Edge; column++)
                {
                    TTransform.Input<TSimd, TVector>(source + (column * columnStep) + lane, rowStep, between + (column * TSimd.Width), LargestEdge * TSimd.Width);
                }

                for (var row = 0; row < Edge; row++)
                {
                    TTransform.Input<TSimd, TVector>(
                        between + (row * LargestEdge * TSimd.Width), TSimd.Width, to + (row * Edge * positionStep) + lane, positionStep);
                }
            }
        }
    }

    /// <summary>A' m A for one tile and one block of channels, with bias and ReLU, into the output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransformOutput(TileGrid grid, int index, float* source, nint positionStep, float* tensor, int block, float* bias, bool relu, bool accumulate)
    {
        var between = stackalloc float[LargestEdge * LargestEdge * TensorLayout.Block];
        var results = stackalloc float[LargestEdge * LargestEdge * TensorLayout.Block];
        ref readonly var tile = ref grid.Find(index, out var image);
        var output = grid.Output;
        var target = tensor + (block * output.BlockStride) + (image * output.ImageStride) + ((((long)tile.Y * output.Width) + tile.X) * TensorLayout.Block);
        var rowStep = (nint)grid.Dilation * output.Width * TensorLayout.Block;
        var columnStep = (nint)grid.Dilation * TensorLayout.Block;
        var direct = tile.Rows == Outputs && tile.Columns == Outputs && bias == null && !relu && !accumulate;
        for (var lane = 0; lane < TensorLayout.Block; lane += TSimd.Width)
        {
            for (var column = 0; column < Edge; column++)
            {
                TTransform.Output<TSimd, TVector>(source + (column * positionStep) + lane, Edge * positionStep, between + (column * TSimd.Width), LargestEdge * TSimd.Width);
            }

            if (direct)
            {
                for (var row = 0; row < Outputs; row++)
                {
                    TTransform.Output<TSimd, TVector>(between + (row * LargestEdge * TSimd.Width), TSimd.Width, target + (row * rowStep) + lane, columnStep);
                }

                continue;
            }

            for (var row = 0; row < tile.Rows; row++)
            {
                TTransform.Output<TSimd, TVector>(between + (row * LargestEdge * TSimd.Width), TSimd.Width, results, TSimd.Width);
                for (var column = 0; column < tile.Columns; column++)
                {
                    var at = target + (row * rowStep) + (column * columnStep) + lane;
                    var value = TSimd.Load(results + (column * TSimd.Width));
                    if (bias != null) value = TSimd.Add(value, TSimd.Load(bias + lane));
                    if (accumulate) value = TSimd.Add(value, TSimd.Load(at));
                    TSimd.Store(at, relu ? TSimd.Max(TSimd.Zero, value) : value);
                }
            }
        }
    }

    /// <summary>A y A' for the output gradient of one tile and some blocks of channels; the parameters are those of <see cref="TransformInput"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransformOutputGradient(TileGrid grid, int index, float* tensor, int firstBlock, int blocks, float* target, long blockStep, nint positionStep)
    {
        var between = stackalloc float[LargestEdge * LargestEdge * TensorLayout.Block];
        var edges = stackalloc float[LargestEdge * LargestEdge * TensorLayout.Block];
        ref readonly var tile = ref grid.Find(index, out var image);
        var output = grid.Output;
        var whole = tile.Rows == Outputs && tile.Columns == Outputs;
        for (var block = 0; block < blocks; block++)
        {
            var source = tensor + ((firstBlock + block) * output.BlockStride) + (image * output.ImageStride)
                + ((((long)tile.Y * output.Width) + tile.X) * TensorLayout.Block);
            var rowStep = (nint)grid.Dilation * output.Width * TensorLayout.Block;
            var columnStep = (nint)grid.Dilation * TensorLayout.Block;
            if (!whole)
            {
                for (var row = 0; row < Outputs; row++)
                {
                    for (var column = 0; column < Outputs; column++)
                    {
                        var there = row < tile.Rows && column < tile.Columns;
                        var from = source + (row * rowStep) + (column * columnStep);
                        var edge = edges + (((row * Outputs) + column) * TensorLayout.Block);
                        for (var lane = 0; lane < TensorLayout.Block; lane += TSimd.Width) TSimd.Store(edge + lane, there ? TSimd.Load(from + lane) : TSimd.Zero);
                    }
                }

                source = edges;
                rowStep = Outputs * TensorLayout.Block;
                columnStep = TensorLayout.Block;
            }

            var to = target + (block * blockStep);
            for (var lane = 0; lane < TensorLayout.Block; lane += TSimd.Width)
            {
                for (var column = 0; column < Outputs; column++)
                {
                    TTransform.OutputGradient<TSimd, TVector>(
                        source + (column * columnStep) + lane, rowStep, between + (column * TSimd.Width), LargestEdge * TSimd.Width);
                }

                for (var row = 0; row < Edge; row++)
                {
                    TTransform.OutputGradient<TSimd, TVector>(
                        between + (row * LargestEdge * TSimd.Width), TSimd.Width, to + (row * Edge * positionStep) + lane, positionStep);
                }
            }
        }
    }

    /// <summary>G g G' for 16 inputs x 16 outputs: <c>[9, 16, 16]</c> to a plane <c>[16, 16]</c> for each position.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransformFilter(float* source, float* target, nint positionStep)
    {
        const int area = TensorLayout.Block * TensorLayout.Block;
        var between = stackalloc float[LargestEdge * 3 * TensorLayout.Block];
        for (var lane = 0; lane < area; lane += TSimd.Width)
        {
            for (var column = 0; column < 3; column++)
            {
                TTransform.Filter<TSimd, TVector>(source + (column * area) + lane, 3 * area, between + (column * TSimd.Width), 3 * TSimd.Width);
            }

            for (var row = 0; row < Edge; row++)
            {
                TTransform.Filter<TSimd, TVector>(between + (row * 3 * TSimd.Width), TSimd.Width, target + (row * Edge * positionStep) + lane, positionStep);
            }
        }
    }

    /// <summary>G' u G for 16 inputs x 16 outputs: a plane <c>[16, 16]</c> for each position to <c>[9, 16, 16]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransformFilterGradient(float* source, nint positionStep, float* target)
    {
        const int area = TensorLayout.Block * TensorLayout.Block;
        var between = stackalloc float[LargestEdge * 3 * TensorLayout.Block];
        for (var lane = 0; lane < area; lane += TSimd.Width)
        {
            for (var column = 0; column < Edge; column++)
            {
                TTransform.FilterGradient<TSimd, TVector>(
                    source + (column * positionStep) + lane, Edge * positionStep, between + (column * TSimd.Width), LargestEdge * TSimd.Width);
            }

            for (var row = 0; row < 3; row++)
            {
                TTransform.FilterGradient<TSimd, TVector>(
                    between + (row * LargestEdge * TSimd.Width), TSimd.Width, target + (row * 3 * area) + lane, area);
            }
        }
    }

    /// <summary>The inputs of a tile at the edge of the image, with zeros where there is no image: most tiles of a small image are such.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyWithZeros(float* plane, TensorLayout input, int top, int left, int dilation, float* target)
    {
        // Columns that lie in the image: from the first to before the end.
        var first = left >= 0 ? 0 : Math.Min(Edge, (dilation - 1 - left) / dilation);
        var end = Math.Clamp((input.Width - left + dilation - 1) / dilation, first, Edge);
        var step = (nint)dilation * TensorLayout.Block;
        for (var row = 0; row < Edge; row++, target += Edge * TensorLayout.Block)
        {
            var y = top + (row * dilation);
            var isInside = (uint)y < (uint)input.Height;
            var from = isInside ? first * TensorLayout.Block : Edge * TensorLayout.Block;
            var to = isInside ? end * TensorLayout.Block : from;
            for (var i = 0; i < from; i += TSimd.Width) TSimd.Store(target + i, TSimd.Zero);
            for (var i = to; i < Edge * TensorLayout.Block; i += TSimd.Width) TSimd.Store(target + i, TSimd.Zero);
            if (!isInside) continue;
            var source = plane + ((((long)y * input.Width) + left) * TensorLayout.Block) + (first * step);
            for (var column = first; column < end; column++, source += step)
            {
                var place = target + (column * TensorLayout.Block);
                for (var lane = 0; lane < TensorLayout.Block; lane += TSimd.Width) TSimd.Store(place + lane, TSimd.Load(source + lane));
            }
        }
    }
}
