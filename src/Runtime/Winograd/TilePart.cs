namespace MLPipeline.Runtime.Winograd;

/// <summary>How a layer's work is divided: some tiles, and some output channels of them.</summary>
internal readonly record struct TilePart(int FirstTile, int Tiles, int FirstPanel, int Panels)
{
    private const int Six = PairProducts.Tiles;

    /// <summary>Sixes of tiles of which the transformed codes fit the second-level cache; fewer would fetch the filters more often.</summary>
    private const int SixesAtOnce = 4;

    /// <summary>Fewer parts than this would leave cores of one image's run without work; more of them transform the same codes more often.</summary>
    private const int FewestParts = 4;

    /// <summary>The number of parts, which together are all tiles and panels.</summary>
    public static int Count(int tiles, int panels) => Blocks(tiles) * Groups(tiles, panels);

    /// <summary>One of the parts.</summary>
    public static TilePart Of(int tiles, int panels, int part)
    {
        var (block, group) = Math.DivRem(part, Groups(tiles, panels));
        var (first, end) = (Share(Sixes(tiles), block, Blocks(tiles)), Share(Sixes(tiles), block + 1, Blocks(tiles)));
        var (firstPanel, endPanel) = (Share(panels, group, Groups(tiles, panels)), Share(panels, group + 1, Groups(tiles, panels)));
        return new TilePart(first * Six, Math.Min(end * Six, tiles) - (first * Six), firstPanel, endPanel - firstPanel);
    }

    private static int Sixes(int tiles) => DivideUp(tiles, Six);

    private static int Blocks(int tiles) => DivideUp(Sixes(tiles), SixesAtOnce);

    /// <summary>Parts of each block's channels.</summary>
    private static int Groups(int tiles, int panels) => Math.Min(panels, DivideUp(FewestParts, Blocks(tiles)));

    /// <summary>Where one of several equal shares begins.</summary>
    private static int Share(int whole, int share, int shares) => (int)((long)whole * share / shares);

    private static int DivideUp(int number, int divisor) => (int)(((long)number + divisor - 1) / divisor);
}
