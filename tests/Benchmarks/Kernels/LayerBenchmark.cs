using System.Diagnostics;
using MLPipeline.Kernels.Convolutions;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Threading;
using MLPipeline.Kernels.Winograd;

namespace MLPipeline.Kernels.Benchmarks;

/// <summary>All kernels for one convolution, in turns; the fastest run of each counts.</summary>
internal sealed unsafe class LayerBenchmark : IDisposable
{
    private readonly ConvolutionShape _shape;
    private readonly WorkTeam _team = new();
    private readonly Workspace _workspace;
    private readonly WeightTransposition _transposition;
    private readonly AlignedMemory _x;
    private readonly AlignedMemory _y;
    private readonly AlignedMemory _dx;
    private readonly AlignedMemory _w;
    private readonly AlignedMemory _transposed;
    private readonly AlignedMemory _dw;
    private readonly List<Action?[]> _algorithms = [];

    public LayerBenchmark(ConvolutionShape shape)
    {
        _shape = shape;
        _workspace = new Workspace(_team.Size);
        var layout = new WeightLayout(shape);
        _transposition = new WeightTransposition(layout);
        _x = Random(shape.Input.Length);
        _y = Random(shape.Output.Length);
        _dx = new AlignedMemory(shape.Input.Length);
        _w = Random(layout.Length);
        _transposed = new AlignedMemory(_transposition.Layout.Length);
        _dw = new AlignedMemory(layout.Length);
        _transposition.Source = _w.Start;
        _transposition.Target = _transposed.Start;
        var kernels = KernelSet.For();
        var hasGradient = shape.Input.BlockWidth == TensorLayout.Block;
        Add(kernels.DirectForward(layout, _workspace), hasGradient ? kernels.DirectInputGradient(layout, _workspace) : null, kernels.DirectWeightGradient(layout, _workspace));
        if (KernelSet.CanUseWinograd(shape))
        {
            foreach (var tile in Enum.GetValues<WinogradTile>())
            {
                Add(
                    kernels.WinogradForward(layout, _workspace, tile),
                    kernels.WinogradInputGradient(layout, _workspace, tile),
                    kernels.WinogradWeightGradient(layout, _workspace, tile));
            }
        }

        _workspace.Allocate();
    }

    /// <summary>The cells of the layer's row.</summary>
    public string Row(int rounds)
    {
        var peak = MultiplyAddPeak.Measure(_team);
        var best = _algorithms.Select(kernels => kernels.Select(_ => double.PositiveInfinity).ToArray()).ToArray();
        for (var round = 0; round <= rounds; round++)
        {
            for (var algorithm = 0; algorithm < best.Length; algorithm++)
            {
                for (var direction = 0; direction < 3; direction++)
                {
                    if (_algorithms[algorithm][direction] is not { } run) continue;
                    var start = Stopwatch.GetTimestamp();
                    run();
                    if (round > 0) best[algorithm][direction] = Math.Min(best[algorithm][direction], Stopwatch.GetElapsedTime(start).TotalSeconds);
                }
            }

            peak = Math.Max(peak, MultiplyAddPeak.Measure(_team));
        }

        var operations = 2.0 * _shape.MultiplyAdds;
        var direct = best[0].Where(double.IsFinite).Select(time => FormattableString.Invariant($"{time * 1e3:F2} ms ({operations / time / peak:P0})"));
        var others = Enumerable.Range(1, 2).Select(i => i < best.Length
            ? string.Join(", ", best[i].Select((time, direction) => FormattableString.Invariant($"{best[0][direction] / time:F2}")))
            : "");
        return FormattableString.Invariant($"{peak * 1e-9:F0} | {string.Join(", ", direct)} | {string.Join(" | ", others)}");
    }

    public void Dispose()
    {
        _team.Dispose();
        _workspace.Dispose();
        foreach (var memory in new[] { _x, _y, _dx, _w, _transposed, _dw }) memory.Dispose();
    }

    private static AlignedMemory Random(long length)
    {
        var memory = new AlignedMemory(length);
        var random = new Random(0);
        for (var i = 0L; i < length; i++) memory.Start[i] = random.NextSingle() - 0.5f;
        return memory;
    }

    private void Add(CorrelationKernel forward, CorrelationKernel? inputGradient, WeightGradientKernel weightGradient)
    {
        forward.Source = _x.Start;
        forward.Weights = _w.Start;
        forward.Target = _y.Start;
        weightGradient.Input = _x.Start;
        weightGradient.OutputGradient = _y.Start;
        weightGradient.Target = _dw.Start;
        if (inputGradient is not null)
        {
            inputGradient.Source = _y.Start;
            inputGradient.Weights = _transposed.Start;
            inputGradient.Target = _dx.Start;
        }

        _algorithms.Add(
        [
            () => forward.Run(_team),
            inputGradient is null ? null : () =>
            {
                _team.Run(_transposition);
                inputGradient.Run(_team);
            },
            () => weightGradient.Run(_team),
        ]);
    }
}
