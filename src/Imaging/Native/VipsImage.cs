namespace MLPipeline.Imaging.Native;

/// <summary>A reference to a libvips image, owned by whoever holds it. Nothing is computed until a region of it is prepared.</summary>
internal readonly unsafe struct VipsImage(nint handle) : IDisposable
{
    public const int UnsignedByte = 0; // VIPS_FORMAT_UCHAR
    public const int StandardRgb = 22; // VIPS_INTERPRETATION_sRGB
    private const int Rgb16 = 25; // VIPS_INTERPRETATION_RGB16
    private const string ProfileField = "icc-profile-data";

    public nint Handle { get; } = handle;

    public int Width => Vips.Width(Handle);

    public int Height => Vips.Height(Handle);

    public int Bands => Vips.Bands(Handle);

    public int Interpretation => Vips.Interpretation(Handle);

    /// <summary>8 or 16 bits of red, green and blue, with or without alpha.</summary>
    public bool IsRgb => Interpretation is StandardRgb or Rgb16 && Bands >= 3;

    public bool HasAlpha => Vips.HasAlpha(Handle) != 0;

    /// <summary>EXIF orientation, 1..8; 1 where there is none.</summary>
    public int Orientation => Vips.Orientation(Handle);

    public bool HasBytes => Vips.Format(Handle) == UnsignedByte;

    public int BitsPerChannel => Vips.Format(Handle) switch
    {
        0 or 1 => 8,
        2 or 3 => 16,
        _ => 32,
    };

    /// <summary>Over the caller's pinned pixels, which must outlive the image.</summary>
    public static VipsImage Over(byte* pixels, int width, int height, int bands = 3)
    {
        var image = Vips.NewImageFromMemory(pixels, (nuint)width * (nuint)height * (nuint)bands, width, height, bands, UnsignedByte);
        return image != 0 ? new(image) : throw new VipsException("no image");
    }

    /// <summary>The embedded ICC profile, or empty; lives as long as the image.</summary>
    public ReadOnlySpan<byte> ColourProfile()
    {
        if (Vips.MetadataType(Handle, ProfileField) == 0)
            return [];
        return Vips.MetadataBlob(Handle, ProfileField, out var data, out var length) == 0 ? new(data, (int)length) : [];
    }

    public void Dispose() => Vips.Unref(Handle);
}
