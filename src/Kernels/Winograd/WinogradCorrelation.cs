using MLPipeline.Kernels.Convolutions;
using MLPipeline.Kernels.Matrix;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Simd;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Winograd;

/// <summary>
/// A 3x3 convolution of stride 1, forward or as input gradient, by minimal filtering. In transformed form it is one matrix product for each position:
/// tiles x input channels times input channels x output channels.
/// <para>
/// With few channels, each part takes some tiles all the way (input transform, products, output transform) in its core's cache. With many, the transformed
/// filters would not fit there: then the tiles are transformed together into memory that all share, and each part takes a block of output channels all the
/// way, beginning with its filters.
/// </para>
/// </summary>
internal sealed unsafe class WinogradCorrelation<TTransform, TSimd, TVector> : CorrelationKernel
    where TTransform : struct, ITileTransform
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const int SegmentsPerPanel = 16; // 16 kB of transformed filters stay in the first-level cache
    private const long LargestSharedFilters = 600 * 1024; // floats; more than that are not read again for every few tiles
    private const int CoreFloats = 80 * 1024; // 320 kB: most of a second-level cache
    private const long SharedFloats = 2 * 1024 * 1024; // 8 MB: a share of the third-level cache
    private const int BlocksTogether = 2;
    private const int TilesPerPart = 12;

    private readonly TileGrid _grid;
    private readonly WeightLayout _weights;
    private readonly Workspace _workspace;
    private readonly OffsetTable _rows;
    private readonly OffsetTable _segments;
    private readonly int _inputBlocks;
    private readonly int _outputBlocks;
    private readonly int _tiles; // tiles that are in transformed form at a time
    private readonly bool _byTiles;
    private readonly long _inputPlane;
    private readonly long _filterPlane;
    private readonly long _productPlane;
    private readonly ParallelKernel _filters;
    private readonly ParallelKernel _inputs;
    private readonly ParallelKernel _products;
    private readonly ParallelKernel _whole;
    private int _firstTile;

    public WinogradCorrelation(TileGrid grid, WeightLayout weights, Workspace workspace)
    {
        _grid = grid;
        _weights = weights;
        _workspace = workspace;
        _inputBlocks = weights.InputBlocks;
        _outputBlocks = weights.OutputBlocks;
        var filterFloats = (long)Positions * _inputBlocks * _outputBlocks * Area;
        _byTiles = filterFloats <= LargestSharedFilters && grid.Count >= 24 * 6;
        if (_byTiles)
        {
            _tiles = (int)Math.Clamp(CoreFloats / ((long)Positions * TensorLayout.Block * (_inputBlocks + BlocksTogether)) / 6 * 6, 12, 24);
            _filterPlane = Padded((long)_inputBlocks * _outputBlocks * Area);
            _productPlane = Padded((long)BlocksTogether * _tiles * TensorLayout.Block);
            workspace.ReserveShared(Positions * _filterPlane);
        }
        else
        {
            var fitting = SharedFloats / ((long)Positions * TensorLayout.Block * _inputBlocks);
            var rounds = (grid.Count + fitting - 1) / fitting;
            _tiles = (int)((grid.Count + rounds - 1) / rounds);
            _filterPlane = Padded((long)_inputBlocks * BlocksPerProduct * Area);
            _productPlane = Padded((long)BlocksPerProduct * _tiles * TensorLayout.Block);
        }

        _inputPlane = Padded((long)_inputBlocks * _tiles * TensorLayout.Block);
        if (_byTiles) workspace.Reserve(Positions * (_inputPlane + _productPlane));
        else
        {
            workspace.ReserveShared(Positions * _inputPlane);
            workspace.Reserve(Positions * (_filterPlane + _productPlane));
        }

        _rows = new OffsetTable(Enumerable.Range(0, _tiles).Select(tile => (long)tile * TensorLayout.Block));
        _segments = new OffsetTable(Enumerable.Range(0, _inputBlocks).Select(block => (long)block * _tiles * TensorLayout.Block));
        _filters = new DelegateKernel(_outputBlocks, TransformFilters);
        _inputs = new DelegateKernel((_tiles + TilesPerPart - 1) / TilesPerPart, TransformInputs);
        _products = new DelegateKernel((_outputBlocks + BlocksPerProduct - 1) / BlocksPerProduct, MultiplyBlocks);
        _whole = new DelegateKernel((grid.Count + _tiles - 1) / _tiles, ComputeTiles);
    }

    private static int Positions => TileWork<TTransform, TSimd, TVector>.Positions;

    private static int Area => TensorLayout.Block * TensorLayout.Block;

    /// <summary>Blocks of output channels that a register row covers: two where one register holds a block.</summary>
    private static int BlocksPerProduct => TSimd.Width == TensorLayout.Block ? 2 : 1;

    public override void Run(WorkTeam team)
    {
        if (_byTiles)
        {
            team.Run(_filters);
            team.Run(_whole);
            return;
        }

        for (_firstTile = 0; _firstTile < _grid.Count; _firstTile += _tiles)
        {
            team.Run(_inputs);
            team.Run(_products);
        }
    }

    // A cache line more, so that the planes of the positions do not fall into the same cache sets.
    private static long Padded(long floats) => floats + TensorLayout.Block;

    /// <summary>The filters of one block of output channels, for all tiles.</summary>
    private void TransformFilters(int part, int worker)
    {
        for (var input = 0; input < _inputBlocks; input++)
        {
            TileWork<TTransform, TSimd, TVector>.TransformFilter(
                Weights + (part * _weights.OutputStride) + (input * (long)_weights.InputStride),
                _workspace.Shared() + ((((long)part * _inputBlocks) + input) * Area),
                (nint)_filterPlane);
        }
    }

    /// <summary>Some tiles all the way.</summary>
    private void ComputeTiles(int part, int worker)
    {
        var first = part * _tiles;
        var count = Math.Min(_tiles, _grid.Count - first);
        var inputs = _workspace.Of(worker);
        var products = inputs + (Positions * _inputPlane);
        for (var tile = 0; tile < count; tile++)
        {
            TileWork<TTransform, TSimd, TVector>.TransformInput(
                _grid, first + tile, Source, 0, _inputBlocks, inputs + (tile * TensorLayout.Block), (long)_tiles * TensorLayout.Block, (nint)_inputPlane);
        }

        for (var block = 0; block < _outputBlocks; block += BlocksTogether)
        {
            var blocks = Math.Min(BlocksTogether, _outputBlocks - block);
            Multiply(inputs, _workspace.Shared() + ((long)block * _inputBlocks * Area), products, blocks, count);
            WriteOutputs(products, first, count, block, blocks);
        }
    }

    /// <summary>Some of the tiles that are in transformed form together.</summary>
    private void TransformInputs(int part, int worker)
    {
        var end = Math.Min(Math.Min(_tiles, _grid.Count - _firstTile), (part + 1) * TilesPerPart);
        for (var tile = part * TilesPerPart; tile < end; tile++)
        {
            TileWork<TTransform, TSimd, TVector>.TransformInput(
                _grid,
                _firstTile + tile,
                Source,
                0,
                _inputBlocks,
                _workspace.Shared() + (tile * TensorLayout.Block),
                (long)_tiles * TensorLayout.Block,
                (nint)_inputPlane);
        }
    }

    /// <summary>A block of output channels (or two) all the way, for the tiles that are in transformed form.</summary>
    private void MultiplyBlocks(int part, int worker)
    {
        var block = part * BlocksPerProduct;
        var blocks = Math.Min(BlocksPerProduct, _outputBlocks - block);
        var count = Math.Min(_tiles, _grid.Count - _firstTile);
        var filters = _workspace.Of(worker);
        var products = filters + (Positions * _filterPlane);
        for (var i = 0; i < blocks; i++)
        {
            for (var input = 0; input < _inputBlocks; input++)
            {
                TileWork<TTransform, TSimd, TVector>.TransformFilter(
                    Weights + ((block + i) * _weights.OutputStride) + (input * (long)_weights.InputStride),
                    filters + ((((long)i * _inputBlocks) + input) * Area),
                    (nint)_filterPlane);
            }
        }

        Multiply(_workspace.Shared(), filters, products, blocks, count);
        WriteOutputs(products, _firstTile, count, block, blocks);
    }

    private void WriteOutputs(float* products, int firstTile, int tiles, int firstBlock, int blocks)
    {
        for (var tile = 0; tile < tiles; tile++)
        {
            for (var i = 0; i < blocks; i++)
            {
                var block = firstBlock + i;
                TileWork<TTransform, TSimd, TVector>.TransformOutput(
                    _grid,
                    firstTile + tile,
                    products + ((((long)i * _tiles) + tile) * TensorLayout.Block),
                    (nint)_productPlane,
                    Target,
                    block,
                    Bias == null ? null : Bias + (block * TensorLayout.Block),
                    Relu,
                    Accumulate);
            }
        }
    }

    /// <summary>products[position][block][tile] = inputs[position][.][tile] x filters[position][block][.], for each position.</summary>
    private void Multiply(float* inputs, float* filters, float* products, int blocks, int tiles)
    {
        var area = (nint)Area;
        for (var position = 0; position < Positions; position++)
        {
            for (var segment = 0; segment < _inputBlocks; segment += SegmentsPerPanel)
            {
                BlockMultiply<TSimd, TVector>.Multiply(
                    inputs + (position * _inputPlane),
                    _rows.Start,
                    tiles,
                    _segments.Start + segment,
                    Math.Min(SegmentsPerPanel, _inputBlocks - segment),
                    TensorLayout.Block,
                    filters + (position * _filterPlane) + (segment * area),
                    _inputBlocks * area,
                    products + (position * _productPlane),
                    (nint)_tiles * TensorLayout.Block,
                    blocks,
                    _rows.Start,
                    segment > 0);
            }
        }
    }
}
