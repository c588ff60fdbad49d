using System.Runtime.CompilerServices;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Simd;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Normalization;

/// <summary>Two passes: the sums, with dresidual on the way; then dx.</summary>
internal sealed unsafe class BatchNormalizationBackward<TSimd, TVector> : BatchNormalizationBackward
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private readonly TensorLayout _layout;
    private readonly PixelChunks _chunks;
    private readonly PinnedFloats _sums;
    private readonly PinnedFloats _factors;
    private readonly ParallelKernel _summation;
    private readonly ParallelKernel _application;

    public BatchNormalizationBackward(TensorLayout layout)
    {
        _layout = layout;
        _chunks = new PixelChunks(layout);
        _sums = new PinnedFloats(_chunks.Count * 2 * TensorLayout.Block);
        _factors = new PinnedFloats(layout.Blocks * 3 * TensorLayout.Block);
        _summation = new DelegateKernel(_chunks.Count, Sum);
        _application = new DelegateKernel(_chunks.Count, Apply);
    }

    public override void Run(WorkTeam team)
    {
        team.Run(_summation);
        for (var channel = 0; channel < _layout.Blocks * TensorLayout.Block; channel++) Settle(channel);
        team.Run(_application);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sum(int part, int worker)
    {
        var (start, pixels) = _chunks.Place(part);
        for (var lane = 0; lane < TensorLayout.Block; lane += TSimd.Width)
        {
            var gradient = OutputGradient + start + lane;
            var x = Input + start + lane;
            var mean = TSimd.Load(SavedMean + (_chunks.BlockOf(part) * TensorLayout.Block) + lane);
            TVector sum = TSimd.Zero, product = TSimd.Zero;
            if (Output == null)
            {
                for (var end = gradient + ((long)pixels * TensorLayout.Block); gradient < end; gradient += TensorLayout.Block, x += TensorLayout.Block)
                {
                    var g = TSimd.Load(gradient);
                    sum = TSimd.Add(sum, g);
                    product = TSimd.MultiplyAdd(g, TSimd.Subtract(TSimd.Load(x), mean), product);
                }

                if (ResidualGradient != null && ResidualGradient != OutputGradient) Copy(start + lane, pixels);
            }
            else
            {
                var y = Output + start + lane;
                var residual = ResidualGradient == null ? null : ResidualGradient + start + lane;
                for (var end = gradient + ((long)pixels * TensorLayout.Block); gradient < end; gradient += TensorLayout.Block, x += TensorLayout.Block, y += TensorLayout.Block)
                {
                    var g = TSimd.WherePositive(TSimd.Load(y), TSimd.Load(gradient));
                    if (residual != null)
                    {
                        TSimd.Store(residual, g);
                        residual += TensorLayout.Block;
                    }

                    sum = TSimd.Add(sum, g);
                    product = TSimd.MultiplyAdd(g, TSimd.Subtract(TSimd.Load(x), mean), product);
                }
            }

            var sums = _sums.Start + ((long)part * 2 * TensorLayout.Block) + lane;
            TSimd.Store(sums, sum);
            TSimd.Store(sums + TensorLayout.Block, product);
        }
    }

    private void Copy(long start, int pixels)
    {
        for (var at = start; at < start + ((long)pixels * TensorLayout.Block); at += TensorLayout.Block)
        {
            TSimd.Store(ResidualGradient + at, TSimd.Load(OutputGradient + at));
        }
    }

    private void Settle(int channel)
    {
        double sum = 0, product = 0;
        for (var chunk = 0; chunk < _chunks.PerBlock; chunk++)
        {
            var at = ((((long)(channel / TensorLayout.Block) * _chunks.PerBlock) + chunk) * 2 * TensorLayout.Block) + (channel % TensorLayout.Block);
            sum += _sums.Start[at];
            product += _sums.Start[at + TensorLayout.Block];
        }

        double inverseDeviation = SavedInverseDeviation[channel];
        BiasGradient[channel] = (float)sum;
        ScaleGradient[channel] = (float)(product * inverseDeviation);

        // dx = a g + b x + c
        var a = channel < _layout.Channels ? Scale[channel] * inverseDeviation : 0;
        var b = -a * product * inverseDeviation * inverseDeviation / _layout.Pixels;
        var c = (-a * sum / _layout.Pixels) - (b * SavedMean[channel]);
        var factors = _factors.Start + (channel / TensorLayout.Block * 3 * TensorLayout.Block) + (channel % TensorLayout.Block);
        factors[0] = (float)a;
        factors[TensorLayout.Block] = (float)b;
        factors[2 * TensorLayout.Block] = (float)c;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Apply(int part, int worker)
    {
        var (start, pixels) = _chunks.Place(part);
        var masked = Output != null && ResidualGradient == null;
        var source = ResidualGradient == null ? OutputGradient : ResidualGradient;
        for (var lane = 0; lane < TensorLayout.Block; lane += TSimd.Width)
        {
            var factors = _factors.Start + (_chunks.BlockOf(part) * 3 * TensorLayout.Block) + lane;
            var a = TSimd.Load(factors);
            var b = TSimd.Load(factors + TensorLayout.Block);
            var c = TSimd.Load(factors + (2 * TensorLayout.Block));
            var gradient = source + start + lane;
            var x = Input + start + lane;
            var target = InputGradient + start + lane;
            var end = gradient + ((long)pixels * TensorLayout.Block);
            if (masked)
            {
                var y = Output + start + lane;
                for (; gradient < end; gradient += TensorLayout.Block, x += TensorLayout.Block, y += TensorLayout.Block, target += TensorLayout.Block)
                {
                    var g = TSimd.WherePositive(TSimd.Load(y), TSimd.Load(gradient));
                    TSimd.Store(target, TSimd.MultiplyAdd(g, a, TSimd.MultiplyAdd(TSimd.Load(x), b, c)));
                }
            }
            else
            {
                for (; gradient < end; gradient += TensorLayout.Block, x += TensorLayout.Block, target += TensorLayout.Block)
                {
                    TSimd.Store(target, TSimd.MultiplyAdd(TSimd.Load(gradient), a, TSimd.MultiplyAdd(TSimd.Load(x), b, c)));
                }
            }
        }
    }
}
