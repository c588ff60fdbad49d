using MLPipeline.Kernels.Simd;

namespace MLPipeline.Kernels.Elementwise;

/// <summary>Makes the kernel of an operation.</summary>
internal static class ElementwiseKernels
{
    public static ElementwiseKernel Create<TSimd, TVector>(ElementOperation operation, long length)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => operation switch
        {
            ElementOperation.Add => new ElementwiseKernel<ElementOperations.Add, TSimd, TVector>(length),
            ElementOperation.Subtract => new ElementwiseKernel<ElementOperations.Subtract, TSimd, TVector>(length),
            ElementOperation.Multiply => new ElementwiseKernel<ElementOperations.Multiply, TSimd, TVector>(length),
            ElementOperation.Divide => new ElementwiseKernel<ElementOperations.Divide, TSimd, TVector>(length),
            ElementOperation.AddScalar => new ElementwiseKernel<ElementOperations.AddScalar, TSimd, TVector>(length),
            ElementOperation.Scale => new ElementwiseKernel<ElementOperations.Scale, TSimd, TVector>(length),
            ElementOperation.Relu => new ElementwiseKernel<ElementOperations.Relu, TSimd, TVector>(length),
            ElementOperation.ReluGradient => new ElementwiseKernel<ElementOperations.ReluGradient, TSimd, TVector>(length),
            ElementOperation.Clip => new ElementwiseKernel<ElementOperations.Clip, TSimd, TVector>(length),
            ElementOperation.ClipGradient => new ElementwiseKernel<ElementOperations.ClipGradient, TSimd, TVector>(length),
            ElementOperation.LeakyRelu => new ElementwiseKernel<ElementOperations.LeakyRelu, TSimd, TVector>(length),
            ElementOperation.LeakyReluGradient => new ElementwiseKernel<ElementOperations.LeakyReluGradient, TSimd, TVector>(length),
            ElementOperation.Sigmoid => new ElementwiseKernel<ElementOperations.Sigmoid, TSimd, TVector>(length),
            ElementOperation.SigmoidGradient => new ElementwiseKernel<ElementOperations.SigmoidGradient, TSimd, TVector>(length),
            ElementOperation.HardSigmoid => new ElementwiseKernel<ElementOperations.HardSigmoid, TSimd, TVector>(length),
            ElementOperation.HardSigmoidGradient => new ElementwiseKernel<ElementOperations.HardSigmoidGradient, TSimd, TVector>(length),
            ElementOperation.HardSwish => new ElementwiseKernel<ElementOperations.HardSwish, TSimd, TVector>(length),
            ElementOperation.HardSwishGradient => new ElementwiseKernel<ElementOperations.HardSwishGradient, TSimd, TVector>(length),
            ElementOperation.Copy => new ElementwiseKernel<ElementOperations.Copy, TSimd, TVector>(length),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Unknown operation."),
        };
}
