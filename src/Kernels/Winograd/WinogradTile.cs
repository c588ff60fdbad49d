namespace MLPipeline.Kernels.Winograd;

/// <summary>How many outputs a tile of minimal filtering has. Larger tiles multiply less and round more.</summary>
public enum WinogradTile
{
    /// <summary>F(2x2, 3x3): 2.25 times fewer multiplications than the direct convolution.</summary>
    TwoByTwo,

    /// <summary>F(4x4, 3x3): 4 times fewer.</summary>
    FourByFour,
}
