using System.Runtime.CompilerServices;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Simd;

namespace MLPipeline.Kernels.Pooling;

/// <summary>The largest element of each window; what lies outside of the image does not take part. NaN counts as the largest, so that it is not lost.</summary>
internal sealed unsafe class MaxPool<TSimd, TVector>(PoolShape shape) : PoolKernel
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    public override int PartCount => shape.Input.Blocks * shape.Input.Batch;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int part, int worker)
    {
        var x = Input + (part * shape.Input.ImageStride);
        var y = Output + (part * shape.Output.ImageStride);
        for (var row = 0; row < shape.OutputHeight; row++)
        {
            var top = (row * shape.StrideHeight) - shape.PadTop;
            for (var column = 0; column < shape.OutputWidth; column++, y += TensorLayout.Block)
            {
                var left = (column * shape.StrideWidth) - shape.PadLeft;
                for (var lane = 0; lane < TensorLayout.Block; lane += TSimd.Width)
                {
                    var least = TSimd.Broadcast(float.NegativeInfinity);
                    var largest = least;
                    var fault = TSimd.Zero; // NaN once one was seen
                    for (var i = 0; i < shape.KernelHeight; i++)
                    {
                        var inputRow = top + (i * shape.DilationHeight);
                        if ((uint)inputRow >= (uint)shape.Input.Height) continue;
                        for (var j = 0; j < shape.KernelWidth; j++)
                        {
                            var inputColumn = left + (j * shape.DilationWidth);
                            if ((uint)inputColumn >= (uint)shape.Input.Width) continue;
                            var value = TSimd.Load(x + ((((long)inputRow * shape.Input.Width) + inputColumn) * TensorLayout.Block) + lane);
                            fault = TSimd.WhereAtLeast(value, least, fault, value);
                            largest = TSimd.Max(largest, value);
                        }
                    }

                    TSimd.Store(y + lane, TSimd.Add(largest, fault));
                }
            }
        }
    }
}
