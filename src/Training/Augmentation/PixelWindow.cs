namespace MLPipeline.Training;

/// <summary>A rectangle of pixels.</summary>
internal readonly record struct PixelWindow(int Top, int Left, int Height, int Width);
