using MLPipeline.Kernels.Convolutions;
using MLPipeline.Kernels.Matrix;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Simd;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Winograd;

/// <summary>
/// The weight gradient of a 3x3 convolution of stride 1 by minimal filtering: dg = G' [sum over tiles of (A dy A') * (B' d B)] G. Some tiles at a time are
/// transformed into memory that all threads share; then each part adds the products of its positions and blocks of channels to its own sums, so that the
/// order of every sum is the order of the tiles.
/// </summary>
internal sealed unsafe class WinogradWeightGradient<TTransform, TSimd, TVector> : WeightGradientKernel
    where TTransform : struct, ITileTransform
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const long SharedFloats = 2 * 1024 * 1024; // 8 MB of transformed tiles: a share of the third-level cache
    private const int TilesPerPart = 12;
    private const int BlocksPerPart = 4; // x 4: tiles of 4 x 4 blocks are read from the second-level cache

    private readonly TileGrid _grid;
    private readonly WeightLayout _weights;
    private readonly Workspace _workspace;
    private readonly OffsetTable _rows;
    private readonly int _tiles;
    private readonly int _inputBlocks;
    private readonly int _outputBlocks;
    private readonly int _inputGroups;
    private readonly int _outputGroups;
    private readonly long _inputPlane;
    private readonly long _gradientPlane;
    private readonly ParallelKernel _transforms;
    private readonly ParallelKernel _products;
    private readonly ParallelKernel _results;
    private int _firstTile;

    public WinogradWeightGradient(WeightLayout weights, Workspace workspace)
    {
        _weights = weights;
        _workspace = workspace;
        _grid = TileGrid.Forward(weights.Shape, TTransform.Outputs);
        _inputBlocks = weights.InputBlocks;
        _outputBlocks = weights.OutputBlocks;
        _inputGroups = (_inputBlocks + BlocksPerPart - 1) / BlocksPerPart;
        _outputGroups = (_outputBlocks + BlocksPerPart - 1) / BlocksPerPart;
        var fitting = Math.Clamp(SharedFloats / ((long)Positions * TensorLayout.Block * (_inputBlocks + _outputBlocks)), 24, 384);
        var rounds = (_grid.Count + fitting - 1) / fitting;
        _tiles = (int)((_grid.Count + rounds - 1) / rounds);
        _inputPlane = ((long)_inputBlocks * _tiles * TensorLayout.Block) + TensorLayout.Block;
        _gradientPlane = ((long)_outputBlocks * _tiles * TensorLayout.Block) + TensorLayout.Block;
        workspace.ReserveShared(Positions * (_inputPlane + _gradientPlane + SumsPlane));
        _rows = new OffsetTable(Enumerable.Range(0, _tiles).Select(tile => (long)tile * TensorLayout.Block));
        var tileParts = (_tiles + TilesPerPart - 1) / TilesPerPart;
        _transforms = new DelegateKernel(2 * tileParts, Transform);
        _products = new DelegateKernel(Positions * _inputGroups * _outputGroups, Multiply);
        _results = new DelegateKernel(_outputBlocks, WriteResult);
    }

    private static int Positions => TileWork<TTransform, TSimd, TVector>.Positions;

    private static int Area => TensorLayout.Block * TensorLayout.Block;

    private long SumsPlane => ((long)_inputBlocks * _outputBlocks * Area) + TensorLayout.Block;

    private float* Inputs => _workspace.Shared();

    private float* Gradients => Inputs + (Positions * _inputPlane);

    private float* Sums => Gradients + (Positions * _gradientPlane);

    public override void Run(WorkTeam team)
    {
        for (_firstTile = 0; _firstTile < _grid.Count; _firstTile += _tiles)
        {
            team.Run(_transforms);
            team.Run(_products);
        }

        team.Run(_results);
    }

    private void Transform(int part, int worker)
    {
        var end = Math.Min(Math.Min(_tiles, _grid.Count - _firstTile), ((part / 2) + 1) * TilesPerPart);
        for (var tile = part / 2 * TilesPerPart; tile < end; tile++)
        {
            var row = (long)tile * TensorLayout.Block;
            var blockStep = (long)_tiles * TensorLayout.Block;
            if (part % 2 == 0)
            {
                TileWork<TTransform, TSimd, TVector>.TransformInput(_grid, _firstTile + tile, Input, 0, _inputBlocks, Inputs + row, blockStep, (nint)_inputPlane);
            }
            else
            {
                TileWork<TTransform, TSimd, TVector>.TransformOutputGradient(
                    _grid, _firstTile + tile, OutputGradient, 0, _outputBlocks, Gradients + row, blockStep, (nint)_gradientPlane);
            }
        }
    }

    private void Multiply(int part, int worker)
    {
        var position = part % Positions;
        var firstInput = part / Positions % _inputGroups * BlocksPerPart;
        var firstOutput = part / Positions / _inputGroups * BlocksPerPart;
        var count = Math.Min(_tiles, _grid.Count - _firstTile);
        var sums = Sums + (position * SumsPlane);
        var inputs = Inputs + (position * _inputPlane);
        var gradients = Gradients + (position * _gradientPlane);
        var outputEnd = Math.Min(_outputBlocks, firstOutput + BlocksPerPart);
        var inputEnd = Math.Min(_inputBlocks, firstInput + BlocksPerPart);
        var blockStep = (nint)_tiles * TensorLayout.Block;
        var sumStep = (nint)_inputBlocks * Area;
        int blocks;
        for (var output = firstOutput; output < outputEnd; output += blocks)
        {
            blocks = Math.Min(2, outputEnd - output);
            for (var input = firstInput; input < inputEnd; input++)
            {
                var c = sums + (output * sumStep) + (input * Area);
                if (_firstTile == 0)
                {
                    for (var block = 0; block < blocks; block++) new Span<float>(c + (block * sumStep), Area).Clear();
                }

                BlockOuterProduct<TSimd, TVector>.Add(
                    inputs + (input * blockStep), TensorLayout.Block, _rows.Start, count, gradients + (output * blockStep), blockStep, c, sumStep, blocks);
            }
        }
    }

    private void WriteResult(int part, int worker)
    {
        for (var input = 0; input < _inputBlocks; input++)
        {
            TileWork<TTransform, TSimd, TVector>.TransformFilterGradient(
                Sums + ((((long)part * _inputBlocks) + input) * Area),
                (nint)SumsPlane,
                Target + (part * _weights.OutputStride) + (input * (long)_weights.InputStride));
        }
    }
}
