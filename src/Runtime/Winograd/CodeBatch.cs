namespace MLPipeline.Runtime.Winograd;

/// <summary>Images of 8-bit codes, <c>[N, H, W, C]</c>.</summary>
internal readonly unsafe struct CodeBatch(byte* codes, int images, int height, int width)
{
    public byte* Codes { get; } = codes;

    public int Images { get; } = images;

    public int Height { get; } = height;

    public int Width { get; } = width;

    /// <summary>Tiles of 2x2 results; the last of an odd row or column stands out.</summary>
    public int Tiles => Images * TileRows * TileColumns;

    public int TileRows => (Height + 1) / 2;

    public int TileColumns => (Width + 1) / 2;

    public bool Contains(int row, int column) => (uint)row < (uint)Height && (uint)column < (uint)Width;

    /// <summary>How many pixels of the batch come before this one.</summary>
    public long Pixel(int image, int row, int column) => ((((long)image * Height) + row) * Width) + column;
}
