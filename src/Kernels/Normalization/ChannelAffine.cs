using System.Runtime.CompilerServices;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Simd;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Normalization;

/// <summary>Batch normalisation as it is used: y = act(scale * (x - mean) / sqrt(variance + epsilon) + bias), with given mean and variance.</summary>
public abstract unsafe class ChannelAffine
{
    /// <summary>x, in blocks of channels.</summary>
    public float* Input { get; set; }

    /// <summary>y; may be x.</summary>
    public float* Output { get; set; }

    /// <summary>scale, one float per channel, filled up to whole blocks, as all that follow.</summary>
    public float* Scale { get; set; }

    /// <summary>bias.</summary>
    public float* Bias { get; set; }

    /// <summary>mean.</summary>
    public float* Mean { get; set; }

    /// <summary>variance.</summary>
    public float* Variance { get; set; }

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; set; } = 1e-5f;

    /// <summary>Whether results below zero become zero.</summary>
    public bool Relu { get; set; }

    /// <summary>Computes y.</summary>
    public abstract void Run(WorkTeam team);
}

internal sealed unsafe class ChannelAffine<TSimd, TVector> : ChannelAffine
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private readonly TensorLayout _layout;
    private readonly PinnedFloats _factors;
    private readonly PinnedFloats _summands;
    private readonly ParallelKernel _planes;

    public ChannelAffine(TensorLayout layout)
    {
        _layout = layout;
        _factors = new PinnedFloats(layout.Blocks * TensorLayout.Block);
        _summands = new PinnedFloats(layout.Blocks * TensorLayout.Block);
        _planes = new DelegateKernel(layout.Blocks * layout.Batch, ComputePlane);
    }

    public override void Run(WorkTeam team)
    {
        for (var channel = 0; channel < _layout.Channels; channel++)
        {
            var factor = Scale[channel] / Math.Sqrt((double)Variance[channel] + Epsilon);
            _factors.Start[channel] = (float)factor;
            _summands.Start[channel] = (float)(Bias[channel] - (Mean[channel] * factor));
        }

        team.Run(_planes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ComputePlane(int part, int worker)
    {
        var block = part / _layout.Batch * TensorLayout.Block;
        for (var lane = 0; lane < TensorLayout.Block; lane += TSimd.Width)
        {
            var factor = TSimd.Load(_factors.Start + block + lane);
            var summand = TSimd.Load(_summands.Start + block + lane);
            var least = Relu ? TSimd.Zero : TSimd.Broadcast(float.NegativeInfinity);
            var x = Input + (part * _layout.ImageStride) + lane;
            var y = Output + (part * _layout.ImageStride) + lane;
            for (var pixel = 0; pixel < _layout.ImagePixels; pixel++, x += TensorLayout.Block, y += TensorLayout.Block)
            {
                TSimd.Store(y, TSimd.Max(least, TSimd.MultiplyAdd(TSimd.Load(x), factor, summand)));
            }
        }
    }
}
