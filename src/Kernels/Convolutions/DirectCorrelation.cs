using MLPipeline.Kernels.Matrix;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Simd;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Convolutions;

/// <summary>
/// The direct convolution, forward or as input gradient: for each strip of outputs and each block of 16 output channels, tiles of six or five pixels
/// summed over blocks of input channels and taps.
/// </summary>
internal sealed unsafe class DirectCorrelation<TSimd, TVector> : CorrelationKernel
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const int PanelFloats = 5 * 1024; // 20 kB of weights stay in the first-level cache while all tiles of a strip use them
    private const int WantedParts = 24;

    private readonly TensorLayout _input;
    private readonly TensorLayout _output;
    private readonly Part[] _parts;
    private readonly WeightLayout _weights;
    private readonly Workspace _workspace;
    private readonly int _blocksPerGroup;
    private readonly int _groups;
    private readonly ParallelKernel _strips;

    /// <param name="input">What is read.</param>
    /// <param name="output">What is written.</param>
    /// <param name="phases">The convolution.</param>
    /// <param name="weights">The layout of the weights; with several phases, each phase has its taps of every block of inputs together.</param>
    /// <param name="workspace">Scratch memory.</param>
    public DirectCorrelation(TensorLayout input, TensorLayout output, IReadOnlyList<CorrelationPhase> phases, WeightLayout weights, Workspace workspace)
    {
        _input = input;
        _output = output;
        _weights = weights;
        _workspace = workspace;
        _parts = new Part[phases.Count];
        var weightsBefore = 0L;
        var unitsBefore = 0;
        for (var i = 0; i < phases.Count; i++)
        {
            _parts[i] = new Part(input, output, phases[i], weights.InputBlocks, unitsBefore, weightsBefore);
            weightsBefore += (long)phases[i].Taps.Count * weights.InputBlocks * input.BlockWidth * TensorLayout.Block;
            unitsBefore += _parts[i].Strips;
            workspace.Reserve((_parts[i].Plan?.ScratchFloats ?? 0) + TensorLayout.Block);
        }

        // Blocks of outputs are dealt out separately only where the strips alone do not keep the threads busy: a strip is copied once per part.
        Units = unitsBefore;
        _groups = Math.Clamp(WantedParts / Math.Max(1, Units), 1, output.Blocks);
        _blocksPerGroup = (output.Blocks + _groups - 1) / _groups;
        _blocksPerGroup += _blocksPerGroup % 2 * (TSimd.Width == TensorLayout.Block ? 1 : 0);
        _groups = (output.Blocks + _blocksPerGroup - 1) / _blocksPerGroup;
        _strips = new DelegateKernel(Units * _groups, Execute);
    }

    private int Units { get; }

    public override void Run(WorkTeam team) => team.Run(_strips);

    private void Execute(int part, int worker)
    {
        var unit = part / _groups;
        var first = part % _groups * _blocksPerGroup;
        var end = Math.Min(_output.Blocks, first + _blocksPerGroup);
        var phase = _parts.Length - 1;
        while (_parts[phase].UnitsBefore > unit) phase--;
        Compute(_parts[phase], unit - _parts[phase].UnitsBefore, first, end, _workspace.Of(worker));
    }

    private void Compute(Part part, int strip, int firstBlock, int endBlock, float* scratch)
    {
        if (part.Plan is not { } plan)
        {
            if (!Accumulate) Clear(part.Phase, firstBlock, endBlock, strip);
            return;
        }

        var lowest = _weights.FirstInput[firstBlock];
        var highest = _weights.FirstInput[endBlock - 1] + _weights.InputBlocks;
        var whole = highest - lowest == _weights.InputBlocks;
        var source = whole ? plan.Source(Source, strip, lowest, _weights.InputBlocks, scratch) : null;
        var pixels = plan.PixelsOf(strip);
        var target = Target + plan.TargetOf(strip);
        for (var block = firstBlock; block < endBlock; block++)
        {
            if (!whole && (block == firstBlock || _weights.FirstInput[block] != _weights.FirstInput[block - 1]))
            {
                source = plan.Source(Source, strip, _weights.FirstInput[block], _weights.InputBlocks, scratch);
            }

            // Two blocks that read the same inputs are computed together.
            var blocks = block + 1 < endBlock && _weights.FirstInput[block] == _weights.FirstInput[block + 1] ? 2 : 1;
            var c = target + (block * _output.BlockStride);
            Multiply(part, source, Weights + (block * _weights.OutputStride) + part.WeightsBefore, c, blocks, pixels, block == firstBlock);
            for (var i = 0; i < blocks; i++) Finish(plan, block + i, c + (i * _output.BlockStride), pixels);
            block += blocks - 1;
        }
    }

    private void Multiply(Part part, float* source, float* b, float* c, int blocks, int pixels, bool isFirstRead)
    {
        var rows = part.Plan!.Rows.Start;
        var targets = part.Plan.Targets.Start;
        for (var segment = 0; segment < part.Segments.Count; segment += part.SegmentsPerPanel)
        {
            BlockMultiply<TSimd, TVector>.Multiply(
                source,
                rows,
                pixels,
                part.Segments.Start + segment,
                Math.Min(part.SegmentsPerPanel, part.Segments.Count - segment),
                part.SegmentLength,
                b + ((long)segment * part.SegmentLength * TensorLayout.Block),
                (nint)_weights.OutputStride,
                c,
                (nint)_output.BlockStride,
                blocks,
                targets,
                Accumulate || segment > 0,
                isFirstRead && !part.Plan.IsPacked);
        }
    }

    private void Finish(StripPlan plan, int block, float* c, int pixels)
    {
        if (Bias == null && !Relu) return;
        var targets = plan.Targets.Start;
        for (var lane = 0; lane < TensorLayout.Block; lane += TSimd.Width)
        {
            var bias = Bias == null ? TSimd.Zero : TSimd.Load(Bias + (block * TensorLayout.Block) + lane);
            for (var pixel = 0; pixel < pixels; pixel++)
            {
                var at = c + targets[pixel] + lane;
                var value = TSimd.Add(TSimd.Load(at), bias);
                TSimd.Store(at, Relu ? TSimd.Max(TSimd.Zero, value) : value);
            }
        }
    }

    /// <summary>A phase that no tap reaches: its gradients are zero.</summary>
    private void Clear(CorrelationPhase phase, int firstBlock, int endBlock, int image)
    {
        for (var block = firstBlock; block < endBlock; block++)
        {
            for (var row = 0; row < phase.Rows; row++)
            {
                for (var column = 0; column < phase.Columns; column++)
                {
                    var y = (row * phase.OutputStepY) + phase.OutputY;
                    var x = (column * phase.OutputStepX) + phase.OutputX;
                    new Span<float>(Target + _output.Offset(image, block * TensorLayout.Block, y, x), TensorLayout.Block).Clear();
                }
            }
        }
    }

    private sealed class Part
    {
        public Part(TensorLayout input, TensorLayout output, CorrelationPhase phase, int inputBlocks, int unitsBefore, long weightsBefore)
        {
            Phase = phase;
            UnitsBefore = unitsBefore;
            WeightsBefore = weightsBefore;
            Strips = input.Batch;
            Segments = new OffsetTable([]);
            if (phase.Taps.Count == 0) return;
            Plan = new StripPlan(input, output, phase, inputBlocks, joinsImages: true);
            Strips = Plan.Strips;

            // The few channels of an image: the taps of a filter row lie together as one run.
            var runs = input.BlockWidth < TensorLayout.Block && inputBlocks == 1 ? Runs(phase) : null;
            if (runs is { } length)
            {
                SegmentLength = length * input.BlockWidth;
                Segments = new OffsetTable(phase.Taps.Where((_, index) => index % length == 0).Select(Plan.TapOffset));
            }
            else
            {
                SegmentLength = input.BlockWidth;
                Segments = new OffsetTable(
                    from block in Enumerable.Range(0, inputBlocks)
                    from tap in phase.Taps
                    select (block * Plan.BlockStride) + Plan.TapOffset(tap));
            }

            SegmentsPerPanel = Math.Max(1, PanelFloats / (SegmentLength * TensorLayout.Block));
        }

        public CorrelationPhase Phase { get; }

        public StripPlan? Plan { get; }

        public int Strips { get; }

        public int UnitsBefore { get; }

        public long WeightsBefore { get; }

        public OffsetTable Segments { get; }

        public int SegmentLength { get; }

        public int SegmentsPerPanel { get; }

        /// <summary>How many taps follow each other without a gap, where all rows of the filter agree in that.</summary>
        private static int? Runs(CorrelationPhase phase)
        {
            var length = phase.Taps.TakeWhile((tap, index) => tap.Y == phase.Taps[0].Y && tap.X == phase.Taps[0].X + index).Count();
            var regular = phase.Taps.Count % length == 0
                && phase.Taps.Select((tap, index) => tap.Y == phase.Taps[index / length * length].Y && tap.X == phase.Taps[index / length * length].X + (index % length)).All(fits => fits);
            return regular ? length : null;
        }
    }
}
