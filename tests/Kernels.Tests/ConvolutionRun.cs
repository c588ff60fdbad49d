using MLPipeline.Kernels.Convolutions;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Tests;

/// <summary>One convolution with random input, weights and gradient, computed by a kernel.</summary>
internal sealed unsafe class ConvolutionRun : IDisposable
{
    private readonly Workspace _workspace;
    private readonly WorkTeam _team;
    private readonly WeightLayout _layout;
    private readonly AlignedMemory _weights;

    public ConvolutionRun(ConvolutionShape shape, int threads = 2)
    {
        Shape = shape;
        _workspace = new Workspace(threads);
        _team = new WorkTeam(threads);
        _layout = new WeightLayout(shape);
        X = new BlockedTensor(shape.Input, 1);
        DX = new BlockedTensor(shape.Input);
        Y = new BlockedTensor(shape.Output);
        DY = new BlockedTensor(shape.Output, 2);
        var random = new Random(3);
        W = [.. Enumerable.Range(0, shape.Filters * (shape.Input.Channels / shape.Groups) * shape.Taps).Select(_ => (float)((random.NextDouble() * 2) - 1))];
        _weights = new AlignedMemory(_layout.Length);
        _layout.Pack(W, _weights.Start);
    }

    public ConvolutionShape Shape { get; }

    public BlockedTensor X { get; }

    public BlockedTensor DX { get; }

    public BlockedTensor Y { get; }

    public BlockedTensor DY { get; }

    /// <summary>The weights in ONNX's order.</summary>
    public float[] W { get; }

    public float[] Forward(Func<WeightLayout, Workspace, CorrelationKernel> make, Action<CorrelationKernel>? set = null)
    {
        var kernel = make(_layout, _workspace);
        kernel.Source = X.Start;
        kernel.Weights = _weights.Start;
        kernel.Target = Y.Start;
        set?.Invoke(kernel);
        _workspace.Allocate();
        kernel.Run(_team);
        return Y.ToArray();
    }

    public float[] InputGradient(Func<WeightLayout, Workspace, CorrelationKernel> make)
    {
        var transposition = new WeightTransposition(_layout);
        using var transposed = new AlignedMemory(transposition.Layout.Length);
        transposition.Source = _weights.Start;
        transposition.Target = transposed.Start;
        _team.Run(transposition);
        var kernel = make(_layout, _workspace);
        kernel.Source = DY.Start;
        kernel.Weights = transposed.Start;
        kernel.Target = DX.Start;
        _workspace.Allocate();
        kernel.Run(_team);
        return DX.ToArray();
    }

    /// <summary>A depthwise convolution's input gradient takes the weights as they are.</summary>
    public float[] DepthwiseInputGradient(Func<WeightLayout, CorrelationKernel> make)
    {
        var kernel = make(_layout);
        kernel.Source = DY.Start;
        kernel.Weights = _weights.Start;
        kernel.Target = DX.Start;
        kernel.Run(_team);
        return DX.ToArray();
    }

    public float[] WeightGradient(Func<WeightLayout, Workspace, WeightGradientKernel> make)
    {
        var kernel = make(_layout, _workspace);
        using var gradient = new AlignedMemory(_layout.Length);
        kernel.Input = X.Start;
        kernel.OutputGradient = DY.Start;
        kernel.Target = gradient.Start;
        _workspace.Allocate();
        kernel.Run(_team);
        var result = new float[W.Length];
        _layout.Unpack(gradient.Start, result);

        // Packing again what was unpacked gives the same: nothing stands where no weight is.
        using var again = new AlignedMemory(_layout.Length);
        _layout.Pack(result, again.Start);
        for (var i = 0; i < _layout.Length; i++) Assert.Equal(again.Start[i], gradient.Start[i]);
        return result;
    }

    public void Dispose()
    {
        X.Dispose();
        DX.Dispose();
        Y.Dispose();
        DY.Dispose();
        _weights.Dispose();
        _team.Dispose();
        _workspace.Dispose();
    }
}
