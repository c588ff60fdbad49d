using MLPipeline.Kernels.Convolutions;
using MLPipeline.Kernels.Memory;

namespace MLPipeline.Kernels.Benchmarks;

/// <summary>Layers of the networks that the project's speed is measured on.</summary>
internal static class Layers
{
    public static IReadOnlyList<(string Name, ConvolutionShape Shape)> All { get; } =
    [
        ("3x3 64-64, 56x56, N 16", Square(16, 64, 56, 64, 3)),
        ("3x3 128-128, 28x28, N 16", Square(16, 128, 28, 128, 3)),
        ("3x3 256-256, 14x14, N 16", Square(16, 256, 14, 256, 3)),
        ("3x3 512-512, 7x7, N 16", Square(16, 512, 7, 512, 3)),
        ("3x3 16-16, 32x32, N 128", Square(128, 16, 32, 16, 3)),
        ("3x3 32-32, 16x16, N 128", Square(128, 32, 16, 32, 3)),
        ("3x3 64-64, 8x8, N 128", Square(128, 64, 8, 64, 3)),
        ("3x3 512-512 dilation 4, 28x28, N 4", Square(4, 512, 28, 512, 3, dilation: 4)),
        ("3x3 64-128 stride 2, 56x56, N 16", Square(16, 64, 56, 128, 3, stride: 2)),
        ("3x3 16-32 stride 2, 32x32, N 128", Square(128, 16, 32, 32, 3, stride: 2)),
        ("3x3 3-16, 32x32, N 128", Square(128, 3, 32, 16, 3)),
        ("7x7 3-64 stride 2, 224x224, N 16", Square(16, 3, 224, 64, 7, stride: 2)),
        ("3x3 512-512 stride 2, 14x14, N 8", Square(8, 512, 14, 512, 3, stride: 2)),
        ("1x1 1024-2048 stride 2, 14x14, N 8", Square(8, 1024, 14, 2048, 1, stride: 2)),
        ("1x1 64-256, 56x56, N 8", Square(8, 64, 56, 256, 1)),
        ("1x1 256-64, 56x56, N 8", Square(8, 256, 56, 64, 1)),
        ("1x1 1024-256, 14x14, N 8", Square(8, 1024, 14, 256, 1)),
        ("1x1 2048-512, 7x7, N 8", Square(8, 2048, 7, 512, 1)),
    ];

    private static ConvolutionShape Square(int batch, int channels, int size, int filters, int kernel, int stride = 1, int dilation = 1)
    {
        var input = channels < TensorLayout.Block ? TensorLayout.Interleaved(batch, channels, size, size) : new TensorLayout(batch, channels, size, size);
        var pad = dilation * (kernel / 2);
        return new ConvolutionShape(input, filters)
        {
            KernelHeight = kernel,
            KernelWidth = kernel,
            StrideHeight = stride,
            StrideWidth = stride,
            DilationHeight = dilation,
            DilationWidth = dilation,
            PadTop = pad,
            PadLeft = pad,
            PadBottom = pad,
            PadRight = pad,
        };
    }
}
