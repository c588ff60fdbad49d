namespace MLPipeline.Networks;

/// <summary>A square convolution.</summary>
/// <param name="Width">Channels of its result.</param>
/// <param name="Kernel">Height and width of the kernel.</param>
/// <param name="Stride">Pixels from one place of the kernel to the next.</param>
/// <param name="Padding">Zeros on every side.</param>
/// <param name="Dilation">Pixels from one weight to the next.</param>
/// <param name="HasBias">Whether a number is added to each channel; needless in front of a normalisation.</param>
internal readonly record struct ConvolutionShape(int Width, int Kernel, int Stride = 1, int Padding = 0, int Dilation = 1, bool HasBias = false);
