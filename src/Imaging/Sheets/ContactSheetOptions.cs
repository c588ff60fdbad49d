namespace MLPipeline.Imaging;

/// <summary>The look of a <see cref="ContactSheet"/>.</summary>
public sealed record ContactSheetOptions
{
    /// <summary>Tiles in a row, 1..100; 6 by default. A sheet with fewer tiles is narrower, as far as its titles allow.</summary>
    public int Columns { get; init; } = 6;

    /// <summary>Width and height in pixels of the square that each image is fitted into, 32..1024; 160 by default.</summary>
    public int TileSize { get; init; } = 160;

    /// <summary>Height of the letters' line in pixels, 8..64; 13 by default.</summary>
    public int FontSize { get; init; } = 13;

    internal void Validate()
    {
        var faults = new List<string>();
        if (Columns is < 1 or > 100)
            faults.Add($"Columns is {Columns}; it must be between 1 and 100.");
        if (TileSize is < 32 or > 1024)
            faults.Add($"TileSize is {TileSize}; it must be between 32 and 1024.");
        if (FontSize is < 8 or > 64)
            faults.Add($"FontSize is {FontSize}; it must be between 8 and 64.");
        if (faults.Count > 0)
            throw new ArgumentException("The contact sheet's options are not valid. " + string.Join(" ", faults));
    }
}

/// <summary>What a tile says about its image; shown as a frame and, for those who do not see its colour, as a symbol in the corner.</summary>
public enum SheetMark
{
    /// <summary>No frame, no symbol.</summary>
    None,

    /// <summary>Green frame, a tick.</summary>
    Good,

    /// <summary>Red frame, a cross.</summary>
    Bad,
}
