namespace MLPipeline.Imaging;

/// <summary>Tells formats apart by content; names and extensions play no part.</summary>
public static class ImageFormats
{
    /// <summary>The number of leading bytes that is enough for <see cref="Detect"/>.</summary>
    public const int BytesToDetect = 32;

    /// <summary>
    /// The format of a file that starts with <paramref name="firstBytes"/>. Fewer than <see cref="BytesToDetect"/> bytes may be given; more are ignored. Thread-safe.
    /// </summary>
    public static ImageFormat Detect(ReadOnlySpan<byte> firstBytes)
    {
        var bytes = firstBytes.Length > BytesToDetect ? firstBytes[..BytesToDetect] : firstBytes;
        return bytes switch
        {
            [0xFF, 0xD8, 0xFF, ..] => ImageFormat.Jpeg,
            [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => ImageFormat.Png,
            [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => ImageFormat.Gif,
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => ImageFormat.WebP,
            [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => ImageFormat.Tiff,
            [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', .. var brands] => FromBrands(brands),
            // "BM" alone starts many a text: the size of the information header must be one that exists.
            [(byte)'B', (byte)'M', _, _, _, _, _, _, _, _, _, _, _, _, 12 or 40 or 52 or 56 or 64 or 108 or 124, 0, 0, 0, ..] => ImageFormat.Bmp,
            [0, 0, 0, 12, (byte)'j', (byte)'P', ..] or [0xFF, 0x4F, 0xFF, 0x51, ..] => ImageFormat.Jpeg2000,
            [0xFF, 0x0A, ..] or [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', ..] => ImageFormat.JpegXl,
            [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => ImageFormat.Pdf,
            [(byte)'8', (byte)'B', (byte)'P', (byte)'S', ..] => ImageFormat.Psd,
            [0, 0, 1, 0, not 0, ..] => ImageFormat.Ico,
            _ when bytes.IndexOf("<svg"u8) >= 0 || bytes.IndexOf("<?xml"u8) >= 0 => ImageFormat.Svg,
            _ => ImageFormat.Unknown,
        };
    }

    /// <summary>Whether <see cref="ImageDecoder"/> decodes the format.</summary>
    public static bool IsSupported(ImageFormat format) => format is >= ImageFormat.Jpeg and <= ImageFormat.Bmp;

    // ISO base media: the major brand, four bytes of version, then the compatible brands. "mif1" files say only there what they hold.
    private static ImageFormat FromBrands(ReadOnlySpan<byte> brands)
    {
        if (brands.IndexOf("avif"u8) >= 0 || brands.IndexOf("avis"u8) >= 0)
            return ImageFormat.Avif;
        return brands.StartsWith("hei"u8) || brands.StartsWith("hev"u8) || brands.StartsWith("mif1"u8) || brands.StartsWith("msf1"u8)
            ? ImageFormat.Heic
            : ImageFormat.Unknown;
    }
}
