namespace MLPipeline.Imaging;

/// <summary>What an image says about itself before any pixel is decoded.</summary>
/// <param name="Format">By content.</param>
/// <param name="Width">Width in pixels of the upright picture.</param>
/// <param name="Height">Height in pixels of the upright picture.</param>
/// <param name="Channels">Channels as stored: 1 grey, 2 grey with alpha, 3 colour, 4 colour with alpha or CMYK. A palette counts as the colours it leads to.</param>
/// <param name="BitsPerChannel">8, 16 or 32.</param>
/// <param name="Orientation">The EXIF orientation as stored, 1..8; 1 is upright.</param>
/// <param name="HasColourProfile">Whether an ICC profile is embedded.</param>
public sealed record ImageHeader(ImageFormat Format, int Width, int Height, int Channels, int BitsPerChannel, int Orientation, bool HasColourProfile);
