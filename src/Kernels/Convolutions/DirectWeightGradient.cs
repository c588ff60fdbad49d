using MLPipeline.Kernels.Matrix;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Simd;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Convolutions;

/// <summary>
/// The weight gradient by its definition: for each tap, the sum over output pixels of inputs times output gradients. Parts own blocks of weights and go over
/// the batch in order; where there are few blocks, parts own a share of the images too, and the shares are added up in order afterwards.
/// </summary>
internal sealed unsafe class DirectWeightGradient<TSimd, TVector> : WeightGradientKernel
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const int WantedParts = 12;
    private const int OutputBlocksPerPart = 4;

    private readonly StripPlan _plan;
    private readonly WeightLayout _weights;
    private readonly TensorLayout _output;
    private readonly Workspace _workspace;
    private readonly ParallelKernel _accumulation;
    private readonly ParallelKernel _summation;
    private readonly int _inputBlocksPerPart;
    private readonly int _inputGroups;
    private readonly int _outputGroups;
    private readonly int _shares;
    private readonly int _runTaps;
    private readonly int _runRows;

    public DirectWeightGradient(WeightLayout weights, Workspace workspace)
    {
        var shape = weights.Shape;
        _weights = weights;
        _workspace = workspace;
        _output = shape.Output;
        _inputBlocksPerPart = shape.Taps == 1 ? 4 : 1;
        var phase = CorrelationPhase.Forward(shape);
        _inputGroups = (weights.InputBlocks + _inputBlocksPerPart - 1) / _inputBlocksPerPart;
        _outputGroups = (weights.OutputBlocks + OutputBlocksPerPart - 1) / OutputBlocksPerPart;

        // Images that are shared out are dealt in strips, so that each has its own. Where images are joined, their outputs lie together like one image's.
        var shares = Math.Clamp(WantedParts / (_inputGroups * _outputGroups), 1, 16);
        _plan = new StripPlan(shape.Input, _output, phase, Math.Min(_inputBlocksPerPart, weights.InputBlocks), joinsImages: shares == 1);
        _shares = Math.Min(shares, _plan.Strips);

        // The few channels of an image: all taps of a filter row are one run of inputs.
        _runTaps = weights.BlockWidth < TensorLayout.Block && shape.DilationWidth == 1 ? shape.KernelWidth : 1;
        _runRows = BlockOuterProduct<TSimd, TVector>.InputsComputed(_runTaps * weights.BlockWidth);
        _accumulation = new DelegateKernel(_shares * _inputGroups * _outputGroups, Accumulate);
        _summation = new DelegateKernel(weights.OutputBlocks, Sum);
        workspace.Reserve(_plan.ScratchFloats + (_runRows * TensorLayout.Block * (long)RunsPerBlock * OutputBlocksPerPart) + 64);
        if (_shares > 1) workspace.ReserveShared(_shares * weights.Length);
    }

    private int RunsPerBlock => _weights.Shape.Taps / _runTaps;

    /// <summary>Whether sums are gathered apart from the weights, because a run's rows are more than there are inputs.</summary>
    private bool IsPadded => _runRows != _runTaps * _weights.BlockWidth;

    public override void Run(WorkTeam team)
    {
        team.Run(_accumulation);
        if (_shares > 1 || _weights.Shape.Groups > 1) team.Run(_summation);
    }

    private void Accumulate(int part, int worker)
    {
        var share = part % _shares;
        var inputs = part / _shares % _inputGroups * _inputBlocksPerPart;
        var inputsEnd = Math.Min(_weights.InputBlocks, inputs + _inputBlocksPerPart);
        var outputs = part / _shares / _inputGroups * OutputBlocksPerPart;
        var outputsEnd = Math.Min(_weights.OutputBlocks, outputs + OutputBlocksPerPart);
        var target = _shares > 1 ? _workspace.Shared() + (share * _weights.Length) : Target;
        var scratch = _workspace.Of(worker);
        var sums = scratch + ((_plan.ScratchFloats + 15) / 16 * 16);
        if (IsPadded) new Span<float>(sums, _runRows * TensorLayout.Block * RunsPerBlock * OutputBlocksPerPart).Clear();
        for (var output = outputs; output < outputsEnd; output++)
        {
            new Span<float>(target + (output * _weights.OutputStride) + (inputs * (long)_weights.InputStride), (inputsEnd - inputs) * _weights.InputStride).Clear();
        }

        var firstStrip = (int)((long)_plan.Strips * share / _shares);
        var endStrip = (int)((long)_plan.Strips * (share + 1) / _shares);
        for (var strip = firstStrip; strip < endStrip; strip++)
        {
            var pixels = _plan.PixelsOf(strip);
            var gradients = OutputGradient + _plan.TargetOf(strip);
            float* source = null;
            int blocks;
            for (var output = outputs; output < outputsEnd; output += blocks)
            {
                if (source == null || _weights.FirstInput[output] != _weights.FirstInput[output - 1])
                {
                    source = _plan.Source(Input, strip, _weights.FirstInput[output] + inputs, inputsEnd - inputs, scratch);
                }

                blocks = output + 1 < outputsEnd && _weights.FirstInput[output] == _weights.FirstInput[output + 1] ? 2 : 1;
                for (var input = inputs; input < inputsEnd; input++)
                {
                    var c = IsPadded
                        ? sums + ((output - outputs) * SumsPerOutput)
                        : target + (output * _weights.OutputStride) + (input * (long)_weights.InputStride);
                    AddBlocks(source + ((input - inputs) * _plan.BlockStride), gradients + (output * _output.BlockStride), pixels, c, blocks);
                }
            }
        }

        if (!IsPadded) return;
        for (var output = outputs; output < outputsEnd; output++)
        {
            for (var run = 0; run < RunsPerBlock; run++)
            {
                var length = _runTaps * _weights.BlockWidth * TensorLayout.Block;
                new Span<float>(sums + ((output - outputs) * SumsPerOutput) + (run * _runRows * TensorLayout.Block), length)
                    .CopyTo(new Span<float>(target + (output * _weights.OutputStride) + (run * length), length));
            }
        }
    }

    private long SumsPerOutput => (long)_runRows * TensorLayout.Block * RunsPerBlock;

    /// <summary>All taps of a block of inputs and one or two of outputs.</summary>
    private void AddBlocks(float* a, float* b, int pixels, float* c, int blocks)
    {
        var cStep = IsPadded ? SumsPerOutput : _weights.OutputStride;
        for (var run = 0; run < RunsPerBlock; run++)
        {
            BlockOuterProduct<TSimd, TVector>.Add(
                a + _plan.TapOffset(_plan.Phase.Taps[run * _runTaps]),
                _runRows,
                _plan.Rows.Start,
                pixels,
                b,
                (nint)_output.BlockStride,
                c + (run * _runRows * TensorLayout.Block),
                (nint)cStep,
                blocks);
        }
    }

    /// <summary>Adds the shares of the images up, in order, and clears what lies outside of groups.</summary>
    private void Sum(int part, int worker)
    {
        var start = part * _weights.OutputStride;
        if (_shares > 1)
        {
            var shared = _workspace.Shared() + start;
            for (var i = 0L; i < _weights.OutputStride; i += TSimd.Width)
            {
                var sum = TSimd.Load(shared + i);
                for (var share = 1; share < _shares; share++) sum = TSimd.Add(sum, TSimd.Load(shared + (share * _weights.Length) + i));
                TSimd.Store(Target + start + i, sum);
            }
        }

        _weights.ClearOutsideGroups(Target, part);
    }
}
