namespace MLPipeline.Imaging;

/// <summary>A rectangle of whole pixels.</summary>
/// <param name="Left">Its first column; 0 is the picture's left edge.</param>
/// <param name="Top">Its first row; 0 is the picture's upper edge.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct PixelBox(int Left, int Top, int Width, int Height);
