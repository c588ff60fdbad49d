using System.Runtime.CompilerServices;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Simd;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Convolutions;

/// <summary>The weight gradient of a depthwise convolution: each part sums one image for 16 channels; the images are added up in order.</summary>
internal sealed unsafe class DepthwiseWeightGradient<TSimd, TVector> : WeightGradientKernel
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private readonly ConvolutionShape _shape;
    private readonly WeightLayout _weights;
    private readonly Workspace _workspace;
    private readonly ParallelKernel _images;
    private readonly ParallelKernel _sums;

    public DepthwiseWeightGradient(WeightLayout weights, Workspace workspace)
    {
        _weights = weights;
        _shape = weights.Shape;
        _workspace = workspace;
        workspace.ReserveShared(weights.Length * _shape.Input.Batch);
        _images = new DelegateKernel(_shape.Input.Blocks * _shape.Input.Batch, SumImage);
        _sums = new DelegateKernel(_shape.Input.Blocks, AddImages);
    }

    public override void Run(WorkTeam team)
    {
        team.Run(_images);
        team.Run(_sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumImage(int part, int worker)
    {
        var output = _shape.Output;
        var input = _shape.Input;
        var x = Input + (part * input.ImageStride);
        var dy = OutputGradient + (part * output.ImageStride);
        var target = _workspace.Shared() + ((long)part * _shape.Taps * TensorLayout.Block);
        for (var tap = 0; tap < _shape.Taps; tap++)
        {
            var top = (tap / _shape.KernelWidth * _shape.DilationHeight) - _shape.PadTop;
            var left = (tap % _shape.KernelWidth * _shape.DilationWidth) - _shape.PadLeft;
            for (var lane = 0; lane < TensorLayout.Block; lane += TSimd.Width)
            {
                var sum = TSimd.Zero;
                for (var row = 0; row < output.Height; row++)
                {
                    var inputRow = (row * _shape.StrideHeight) + top;
                    if ((uint)inputRow >= (uint)input.Height) continue;
                    for (var column = 0; column < output.Width; column++)
                    {
                        var inputColumn = (column * _shape.StrideWidth) + left;
                        if ((uint)inputColumn >= (uint)input.Width) continue;
                        sum = TSimd.MultiplyAdd(
                            TSimd.Load(x + ((((long)inputRow * input.Width) + inputColumn) * TensorLayout.Block) + lane),
                            TSimd.Load(dy + ((((long)row * output.Width) + column) * TensorLayout.Block) + lane),
                            sum);
                    }
                }

                TSimd.Store(target + (tap * TensorLayout.Block) + lane, sum);
            }
        }
    }

    private void AddImages(int part, int worker)
    {
        var perImage = _shape.Taps * TensorLayout.Block;
        var images = _workspace.Shared() + ((long)part * _shape.Input.Batch * perImage);
        for (var i = 0; i < perImage; i += TSimd.Width)
        {
            var sum = TSimd.Load(images + i);
            for (var image = 1; image < _shape.Input.Batch; image++) sum = TSimd.Add(sum, TSimd.Load(images + (image * (long)perImage) + i));
            TSimd.Store(Target + ((long)part * perImage) + i, sum);
        }
    }
}
