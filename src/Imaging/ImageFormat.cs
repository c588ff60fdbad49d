namespace MLPipeline.Imaging;

/// <summary>Kinds of files, told apart by their first bytes. The kinds after <see cref="Bmp"/> are recognised for the sake of a good message; they are not decoded.</summary>
public enum ImageFormat
{
    /// <summary>None of the kinds below.</summary>
    Unknown,

    /// <summary>JPEG.</summary>
    Jpeg,

    /// <summary>PNG.</summary>
    Png,

    /// <summary>GIF; the first frame is the picture.</summary>
    Gif,

    /// <summary>WebP; the first frame is the picture.</summary>
    WebP,

    /// <summary>TIFF; the first page is the picture.</summary>
    Tiff,

    /// <summary>AVIF.</summary>
    Avif,

    /// <summary>Windows bitmap, uncompressed.</summary>
    Bmp,

    /// <summary>HEIC, the photographs of phones. Not decoded.</summary>
    Heic,

    /// <summary>JPEG 2000. Not decoded.</summary>
    Jpeg2000,

    /// <summary>JPEG XL. Not decoded.</summary>
    JpegXl,

    /// <summary>SVG or other XML. Not decoded.</summary>
    Svg,

    /// <summary>PDF. Not decoded.</summary>
    Pdf,

    /// <summary>Photoshop. Not decoded.</summary>
    Psd,

    /// <summary>Windows icon. Not decoded.</summary>
    Ico,
}
