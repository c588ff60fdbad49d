namespace MLPipeline.Execution;

/// <summary>Whether 3x3 convolutions of stride 1 are computed by minimal filtering (Winograd), which multiplies less and rounds a little more.</summary>
public enum WinogradUse
{
    /// <summary>For each layer the tile that multiplies least; the direct kernels for few channels.</summary>
    Automatic,

    /// <summary>Tiles of 2x2 outputs at most.</summary>
    SmallTiles,

    /// <summary>Never: the direct kernels only.</summary>
    Never,
}
