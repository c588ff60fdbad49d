using System.Runtime.CompilerServices;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Simd;

namespace MLPipeline.Kernels.Pooling;

/// <summary>The gradient of each window goes to its first largest element in row-major order.</summary>
internal sealed unsafe class MaxPoolGradient<TSimd, TVector>(PoolShape shape) : PoolKernel
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    public override int PartCount => shape.Input.Blocks * shape.Input.Batch;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int part, int worker)
    {
        var x = Input + (part * shape.Input.ImageStride);
        var dx = InputGradient + (part * shape.Input.ImageStride);
        var y = Output + (part * shape.Output.ImageStride);
        var dy = OutputGradient + (part * shape.Output.ImageStride);
        new Span<float>(dx, checked((int)shape.Input.ImageStride)).Clear();
        var one = TSimd.Broadcast(1);
        for (var row = 0; row < shape.OutputHeight; row++)
        {
            var top = (row * shape.StrideHeight) - shape.PadTop;
            for (var column = 0; column < shape.OutputWidth; column++, y += TensorLayout.Block, dy += TensorLayout.Block)
            {
                var left = (column * shape.StrideWidth) - shape.PadLeft;
                for (var lane = 0; lane < TensorLayout.Block; lane += TSimd.Width)
                {
                    var largest = TSimd.Load(y + lane);
                    var gradient = TSimd.Load(dy + lane);
                    var open = one;
                    for (var i = 0; i < shape.KernelHeight; i++)
                    {
                        var inputRow = top + (i * shape.DilationHeight);
                        if ((uint)inputRow >= (uint)shape.Input.Height) continue;
                        for (var j = 0; j < shape.KernelWidth; j++)
                        {
                            var inputColumn = left + (j * shape.DilationWidth);
                            if ((uint)inputColumn >= (uint)shape.Input.Width) continue;
                            var at = ((((long)inputRow * shape.Input.Width) + inputColumn) * TensorLayout.Block) + lane;

                            // 1 where this is the largest element and none before it was.
                            var taken = TSimd.WhereAtLeast(TSimd.Load(x + at), largest, open, TSimd.Zero);
                            open = TSimd.Subtract(open, taken);
                            TSimd.Store(dx + at, TSimd.MultiplyAdd(taken, gradient, TSimd.Load(dx + at)));
                        }
                    }
                }
            }
        }
    }
}
