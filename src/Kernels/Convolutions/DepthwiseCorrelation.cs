using System.Runtime.CompilerServices;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Simd;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Convolutions;

/// <summary>
/// A depthwise convolution, forward or as input gradient: every channel with its own filter, 16 channels side by side. A pixel costs as many additions as
/// there are taps, so memory decides, and the planes of a block of channels are gone over once.
/// </summary>
internal sealed unsafe class DepthwiseCorrelation<TSimd, TVector> : CorrelationKernel
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private readonly TensorLayout _input;
    private readonly TensorLayout _output;
    private readonly CorrelationPhase[] _phases; // an array: enumerating it allocates nothing
    private readonly int _taps;
    private readonly ParallelKernel _planes;

    public DepthwiseCorrelation(TensorLayout input, TensorLayout output, IReadOnlyList<CorrelationPhase> phases, int taps)
    {
        _input = input;
        _output = output;
        _phases = [.. phases];
        _taps = taps;
        _planes = new DelegateKernel(output.Blocks * output.Batch, ComputePlane);
    }

    public override void Run(WorkTeam team) => team.Run(_planes);

    private void ComputePlane(int part, int worker)
    {
        foreach (var phase in _phases) ComputePhase(phase, part);
    }

    private void ComputePhase(CorrelationPhase phase, int part)
    {
        var taps = stackalloc CorrelationTap[phase.Taps.Count];
        for (var i = 0; i < phase.Taps.Count; i++) taps[i] = phase.Taps[i];
        for (var row = 0; row < phase.Rows; row++) ComputeRow(phase, taps, phase.Taps.Count, part, row);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ComputeRow(CorrelationPhase phase, CorrelationTap* taps, int tapCount, int part, int row)
    {
        var block = part / _output.Batch;
        var x = Source + (part * _input.ImageStride);
        var weights = Weights + ((long)block * _taps * TensorLayout.Block);
        var y = Target + (part * _output.ImageStride)
            + ((((((long)row * phase.OutputStepY) + phase.OutputY) * _output.Width) + phase.OutputX) * TensorLayout.Block);
        for (var lane = 0; lane < TensorLayout.Block; lane += TSimd.Width)
        {
            var bias = Bias == null ? TSimd.Zero : TSimd.Load(Bias + (block * TensorLayout.Block) + lane);
            for (var column = 0; column < phase.Columns; column++)
            {
                var to = y + ((long)column * phase.OutputStepX * TensorLayout.Block) + lane;
                var sum = Accumulate ? TSimd.Add(bias, TSimd.Load(to)) : bias;
                for (var i = 0; i < tapCount; i++)
                {
                    var inputRow = (row * phase.StepY) + taps[i].Y;
                    var inputColumn = (column * phase.StepX) + taps[i].X;
                    if ((uint)inputRow >= (uint)_input.Height || (uint)inputColumn >= (uint)_input.Width) continue;
                    sum = TSimd.MultiplyAdd(
                        TSimd.Load(x + ((((long)inputRow * _input.Width) + inputColumn) * TensorLayout.Block) + lane),
                        TSimd.Load(weights + (taps[i].KernelIndex * TensorLayout.Block) + lane),
                        sum);
                }

                TSimd.Store(to, Relu ? TSimd.Max(TSimd.Zero, sum) : sum);
            }
        }
    }
}
