namespace MLPipeline.Imaging;

/// <summary>One sRGB colour, each channel 0..255.</summary>
public readonly record struct Rgb(byte R, byte G, byte B)
{
    /// <summary>(0, 0, 0).</summary>
    public static Rgb Black => default;

    /// <summary>(255, 255, 255).</summary>
    public static Rgb White => new(255, 255, 255);
}
