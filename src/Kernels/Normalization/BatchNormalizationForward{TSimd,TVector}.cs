using System.Runtime.CompilerServices;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Simd;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Normalization;

/// <summary>The mean first, then the squared distances from it, piece by piece while the piece is in the first-level cache: no cancellation, one pass over memory.</summary>
internal sealed unsafe class BatchNormalizationForward<TSimd, TVector> : BatchNormalizationForward
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const int PixelsPerPiece = 128;

    private readonly TensorLayout _layout;
    private readonly PixelChunks _chunks;
    private readonly double[] _means;
    private readonly double[] _squares;
    private readonly PinnedFloats _affine;
    private readonly ParallelKernel _statistics;
    private readonly ParallelKernel _application;

    public BatchNormalizationForward(TensorLayout layout)
    {
        _layout = layout;
        _chunks = new PixelChunks(layout);
        _means = new double[_chunks.Count * TensorLayout.Block];
        _squares = new double[_means.Length];
        _affine = new PinnedFloats(2 * layout.Blocks * TensorLayout.Block);
        _statistics = new DelegateKernel(_chunks.Count, Measure);
        _application = new DelegateKernel(_chunks.Count, Apply);
    }

    public override void Run(WorkTeam team)
    {
        team.Run(_statistics);
        for (var channel = 0; channel < _layout.Blocks * TensorLayout.Block; channel++) Settle(channel);
        team.Run(_application);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Measure(int part, int worker)
    {
        var (start, pixels) = _chunks.Place(part);
        var pieceMean = stackalloc float[TSimd.Width];
        var pieceSquares = stackalloc float[TSimd.Width];
        for (var lane = 0; lane < TensorLayout.Block; lane += TSimd.Width)
        {
            var means = _means.AsSpan((part * TensorLayout.Block) + lane, TSimd.Width);
            var squares = _squares.AsSpan((part * TensorLayout.Block) + lane, TSimd.Width);
            means.Clear();
            squares.Clear();
            for (var first = 0; first < pixels; first += PixelsPerPiece)
            {
                var count = Math.Min(PixelsPerPiece, pixels - first);
                var x = Input + start + ((long)first * TensorLayout.Block) + lane;
                TVector s0 = TSimd.Zero, s1 = TSimd.Zero, s2 = TSimd.Zero, s3 = TSimd.Zero;
                var pixel = 0;
                for (; pixel + 4 <= count; pixel += 4)
                {
                    s0 = TSimd.Add(s0, TSimd.Load(x + (pixel * TensorLayout.Block)));
                    s1 = TSimd.Add(s1, TSimd.Load(x + ((pixel + 1) * TensorLayout.Block)));
                    s2 = TSimd.Add(s2, TSimd.Load(x + ((pixel + 2) * TensorLayout.Block)));
                    s3 = TSimd.Add(s3, TSimd.Load(x + ((pixel + 3) * TensorLayout.Block)));
                }

                for (; pixel < count; pixel++) s0 = TSimd.Add(s0, TSimd.Load(x + (pixel * TensorLayout.Block)));
                var mean = TSimd.Multiply(TSimd.Add(TSimd.Add(s0, s1), TSimd.Add(s2, s3)), TSimd.Broadcast(1f / count));
                s0 = s1 = s2 = s3 = TSimd.Zero;
                for (pixel = 0; pixel + 4 <= count; pixel += 4)
                {
                    var d0 = TSimd.Subtract(TSimd.Load(x + (pixel * TensorLayout.Block)), mean);
                    var d1 = TSimd.Subtract(TSimd.Load(x + ((pixel + 1) * TensorLayout.Block)), mean);
                    var d2 = TSimd.Subtract(TSimd.Load(x + ((pixel + 2) * TensorLayout.Block)), mean);
                    var d3 = TSimd.Subtract(TSimd.Load(x + ((pixel + 3) * TensorLayout.Block)), mean);
                    s0 = TSimd.MultiplyAdd(d0, d0, s0);
                    s1 = TSimd.MultiplyAdd(d1, d1, s1);
                    s2 = TSimd.MultiplyAdd(d2, d2, s2);
                    s3 = TSimd.MultiplyAdd(d3, d3, s3);
                }

                for (; pixel < count; pixel++)
                {
                    var d = TSimd.Subtract(TSimd.Load(x + (pixel * TensorLayout.Block)), mean);
                    s0 = TSimd.MultiplyAdd(d, d, s0);
                }

                TSimd.Store(pieceMean, mean);
                TSimd.Store(pieceSquares, TSimd.Add(TSimd.Add(s0, s1), TSimd.Add(s2, s3)));
                for (var i = 0; i < TSimd.Width; i++) Combine(ref means[i], ref squares[i], first, pieceMean[i], pieceSquares[i], count);
            }
        }
    }

    /// <summary>Mean and sum of squared distances of two samples together (Chan, Golub and LeVeque, 1979).</summary>
    private static void Combine(ref double mean, ref double squares, double count, double otherMean, double otherSquares, double otherCount)
    {
        var distance = otherMean - mean;
        var all = count + otherCount;
        mean += distance * otherCount / all;
        squares += otherSquares + (distance * distance * count * otherCount / all);
    }

    private void Settle(int channel)
    {
        if (channel >= _layout.Channels)
        {
            SavedMean[channel] = SavedInverseDeviation[channel] = 0;
            SetAffine(channel, 0, 0);
            return;
        }

        double mean = 0, squares = 0;
        for (var chunk = 0; chunk < _chunks.PerBlock; chunk++)
        {
            var at = (((channel / TensorLayout.Block * _chunks.PerBlock) + chunk) * TensorLayout.Block) + (channel % TensorLayout.Block);
            Combine(ref mean, ref squares, PixelChunks.PixelsBefore(chunk), _means[at], _squares[at], _chunks.PixelsOf(chunk));
        }

        var variance = squares / _layout.Pixels;
        var inverseDeviation = 1 / Math.Sqrt(variance + Epsilon);
        SavedMean[channel] = (float)mean;
        SavedInverseDeviation[channel] = (float)inverseDeviation;
        RunningMean[channel] = (float)((Momentum * (double)RunningMean[channel]) + ((1 - (double)Momentum) * mean));
        RunningVariance[channel] = (float)((Momentum * (double)RunningVariance[channel]) + ((1 - (double)Momentum) * squares / Math.Max(1, _layout.Pixels - 1)));
        var factor = Scale[channel] * inverseDeviation;
        SetAffine(channel, (float)factor, (float)(Bias[channel] - (mean * factor)));
    }

    /// <summary>Factors of a block of channels lie together, then its summands.</summary>
    private void SetAffine(int channel, float factor, float summand)
    {
        var block = _affine.Start + (channel / TensorLayout.Block * 2 * TensorLayout.Block) + (channel % TensorLayout.Block);
        block[0] = factor;
        block[TensorLayout.Block] = summand;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Apply(int part, int worker)
    {
        var (start, pixels) = _chunks.Place(part);
        var affine = _affine.Start + (_chunks.BlockOf(part) * 2 * TensorLayout.Block);
        var x = Input + start;
        var y = Output + start;
        var end = x + ((long)pixels * TensorLayout.Block);
        if (TSimd.Width == TensorLayout.Block)
        {
            Apply(x, y, Residual == null ? null : Residual + start, end, 0, affine);
            return;
        }

        // Both halves of a cache line in one go.
        for (var lane = 0; lane < TensorLayout.Block; lane += 2 * TSimd.Width) ApplyPair(x, y, Residual == null ? null : Residual + start, end, lane, affine);
    }

    private void Apply(float* x, float* y, float* residual, float* end, int lane, float* affine)
    {
        var factor = TSimd.Load(affine + lane);
        var summand = TSimd.Load(affine + TensorLayout.Block + lane);
        var least = Relu ? TSimd.Zero : TSimd.Broadcast(float.NegativeInfinity);
        for (; x < end; x += TensorLayout.Block, y += TensorLayout.Block)
        {
            var value = TSimd.MultiplyAdd(TSimd.Load(x + lane), factor, summand);
            if (residual != null)
            {
                value = TSimd.Add(value, TSimd.Load(residual + lane));
                residual += TensorLayout.Block;
            }

            TSimd.Store(y + lane, TSimd.Max(least, value));
        }
    }

    private void ApplyPair(float* x, float* y, float* residual, float* end, int lane, float* affine)
    {
        var next = lane + TSimd.Width;
        var factor0 = TSimd.Load(affine + lane);
        var factor1 = TSimd.Load(affine + next);
        var summand0 = TSimd.Load(affine + TensorLayout.Block + lane);
        var summand1 = TSimd.Load(affine + TensorLayout.Block + next);
        var least = Relu ? TSimd.Zero : TSimd.Broadcast(float.NegativeInfinity);
        if (residual == null)
        {
            for (; x < end; x += TensorLayout.Block, y += TensorLayout.Block)
            {
                TSimd.Store(y + lane, TSimd.Max(least, TSimd.MultiplyAdd(TSimd.Load(x + lane), factor0, summand0)));
                TSimd.Store(y + next, TSimd.Max(least, TSimd.MultiplyAdd(TSimd.Load(x + next), factor1, summand1)));
            }

            return;
        }

        for (; x < end; x += TensorLayout.Block, y += TensorLayout.Block, residual += TensorLayout.Block)
        {
            var value0 = TSimd.Add(TSimd.MultiplyAdd(TSimd.Load(x + lane), factor0, summand0), TSimd.Load(residual + lane));
            var value1 = TSimd.Add(TSimd.MultiplyAdd(TSimd.Load(x + next), factor1, summand1), TSimd.Load(residual + next));
            TSimd.Store(y + lane, TSimd.Max(least, value0));
            TSimd.Store(y + next, TSimd.Max(least, value1));
        }
    }
}
