using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Convolutions;

/// <summary>
/// The weights as the input gradient needs them: input and output channels exchanged, and the taps in the order of the phases, which for stride 1 turns the
/// filter around.
/// </summary>
public sealed unsafe class WeightTransposition : ParallelKernel
{
    private readonly WeightLayout _from;
    private readonly int[] _kernelIndices;
    private readonly int[] _phaseStarts;

    /// <summary>For a convolution's weights; the input must be in blocks of 16 channels.</summary>
    public WeightTransposition(WeightLayout from)
    {
        ArgumentNullException.ThrowIfNull(from);
        _from = from;
        var shape = from.Shape;
        Layout = new WeightLayout(shape with
        {
            Input = new TensorLayout(1, shape.Filters, 1, 1),
            Filters = shape.Input.Channels,
        });
        var phases = CorrelationPhase.InputGradient(shape);
        _kernelIndices = [.. phases.SelectMany(phase => phase.Taps).Select(tap => tap.KernelIndex)];
        _phaseStarts = new int[_kernelIndices.Length];
        _phaseLengths = new int[_kernelIndices.Length];
        var start = 0;
        foreach (var phase in phases)
        {
            for (var tap = 0; tap < phase.Taps.Count; tap++)
            {
                _phaseStarts[start + tap] = start;
                _phaseLengths[start + tap] = phase.Taps.Count;
            }

            start += phase.Taps.Count;
        }
    }

    /// <summary>The layout of the result, by its sizes: <c>[C / 16, K' / 16, taps, 16 k, 16 c]</c>.</summary>
    public WeightLayout Layout { get; }

    /// <summary>The weights.</summary>
    public float* Source { get; set; }

    /// <summary>What is written, <see cref="WeightLayout.Length"/> of <see cref="Layout"/> floats.</summary>
    public float* Target { get; set; }

    /// <inheritdoc/>
    public override int PartCount => Layout.OutputBlocks;

    private readonly int[] _phaseLengths;

    /// <inheritdoc/>
    public override void Execute(int part, int worker)
    {
        const int area = TensorLayout.Block * TensorLayout.Block;
        var target = Target + (part * Layout.OutputStride);
        for (var block = 0; block < Layout.InputBlocks; block++)
        {
            var filterBlock = Layout.FirstInput[part] + block;
            var input = part - _from.FirstInput[filterBlock];
            var seen = input >= 0 && input < _from.InputBlocks;
            for (var tap = 0; tap < _kernelIndices.Length; tap++)
            {
                // Within a phase: blocks of channels outside, taps inside.
                var to = target + (((long)_phaseStarts[tap] * Layout.InputBlocks) + ((long)block * _phaseLengths[tap]) + (tap - _phaseStarts[tap])) * area;
                if (seen) Transpose(Source + (filterBlock * _from.OutputStride) + (((long)input * _from.Shape.Taps) + _kernelIndices[tap]) * area, to);
                else new Span<float>(to, area).Clear();
            }
        }
    }

    /// <summary>Exchanges rows and columns of 16 x 16 floats, 4 x 4 at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(float* source, float* target)
    {
        for (var row = 0; row < TensorLayout.Block; row += 4)
        {
            for (var column = 0; column < TensorLayout.Block; column += 4)
            {
                var from = source + (row * TensorLayout.Block) + column;
                var to = target + (column * TensorLayout.Block) + row;
                var a = Vector128.Load(from);
                var b = Vector128.Load(from + 16);
                var c = Vector128.Load(from + 32);
                var d = Vector128.Load(from + 48);
                var ac0 = Low(a, c);
                var ac1 = High(a, c);
                var bd0 = Low(b, d);
                var bd1 = High(b, d);
                Low(ac0, bd0).Store(to);
                High(ac0, bd0).Store(to + 16);
                Low(ac1, bd1).Store(to + 32);
                High(ac1, bd1).Store(to + 48);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) =>
        Vector128.IsHardwareAccelerated && System.Runtime.Intrinsics.X86.Sse.IsSupported
            ? System.Runtime.Intrinsics.X86.Sse.UnpackLow(a, b)
            : Vector128.Create(a[0], b[0], a[1], b[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) =>
        Vector128.IsHardwareAccelerated && System.Runtime.Intrinsics.X86.Sse.IsSupported
            ? System.Runtime.Intrinsics.X86.Sse.UnpackHigh(a, b)
            : Vector128.Create(a[2], b[2], a[3], b[3]);
}
