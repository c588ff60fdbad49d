namespace MLPipeline.Networks;

/// <summary>What a residual block computes before its input is added again.</summary>
public enum ResidualBlock
{
    /// <summary>Two 3x3 convolutions.</summary>
    Basic,

    /// <summary>1x1, 3x3 and 1x1 convolutions; the last one gives four times the stage's width.</summary>
    Bottleneck,
}

/// <summary>How the input of a block is added where the block changes its shape (He et al. 2016, section 3.3).</summary>
public enum ResidualShortcut
{
    /// <summary>A 1x1 convolution with normalisation (option B).</summary>
    Projection,

    /// <summary>Every second pixel, and channels of zeros before and behind (option A): no parameters.</summary>
    ZeroPadding,
}

/// <summary>What comes before the first block: a convolution with normalisation and ReLU, padded by half its kernel.</summary>
/// <param name="Width">Channels of its result.</param>
/// <param name="Kernel">Height and width of the kernel, odd.</param>
/// <param name="Stride">1 keeps the resolution, 2 halves it.</param>
/// <param name="HasPooling">Whether a 3x3 maximum pooling of stride 2 follows.</param>
public sealed record ResidualStem(int Width, int Kernel, int Stride = 1, bool HasPooling = false);

/// <summary>Blocks of one width.</summary>
/// <param name="Blocks">How many, at least 1.</param>
/// <param name="Width">Channels of the 3x3 convolutions.</param>
/// <param name="Stride">Of the first block; the others have 1.</param>
/// <param name="FirstDilation">Of the stage's first 3x3 convolution.</param>
/// <param name="Dilation">Of all its other 3x3 convolutions.</param>
/// <param name="HasSkips">Whether the blocks add their input; without it they are plain convolutions.</param>
public sealed record ResidualStage(int Blocks, int Width, int Stride = 1, int FirstDilation = 1, int Dilation = 1, bool HasSkips = true);
