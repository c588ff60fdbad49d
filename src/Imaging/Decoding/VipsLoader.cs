using System.Globalization;
using MLPipeline.Imaging.Native;

namespace MLPipeline.Imaging.Decoding;

/// <summary>How much damage a loader lets pass.</summary>
internal enum Strictness
{
    /// <summary>Fill what is missing.</summary>
    Lenient,

    /// <summary>Refuse what is missing or broken.</summary>
    Strict,

    /// <summary>Refuse what a loader merely warns of, too.</summary>
    Pedantic,
}

/// <summary>Opens encoded bytes as a libvips image and brings any colour model to 8-bit sRGB. Lazy: pixels are decoded when rows are asked for.</summary>
internal static unsafe class VipsLoader
{
    /// <summary>Reads the header. The bytes must stay in place for the life of the image.</summary>
    public static VipsImage Open(ImageFormat format, byte* data, nuint length, Strictness strictness, int shrink = 1)
    {
        using var operation = new VipsOperation(format switch
        {
            ImageFormat.Jpeg => "jpegload_buffer",
            ImageFormat.Png => "pngload_buffer",
            ImageFormat.Gif => "gifload_buffer",
            ImageFormat.WebP => "webpload_buffer",
            ImageFormat.Tiff => "tiffload_buffer",
            ImageFormat.Avif => "heifload_buffer",
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "not a format of libvips"),
        });
        operation.SetBytes("buffer", data, length);
        operation.Set(strictness switch
        {
            Strictness.Lenient => "access=sequential,fail_on=none",
            Strictness.Strict => "access=sequential,fail_on=error",
            _ => "access=sequential,fail_on=warning",
        });
        if (shrink > 1)
            operation.Set(ShrinkOption(format, shrink));
        return operation.Image();
    }

    /// <summary>
    /// Makes <paramref name="image"/> 8-bit RGB of three bands: colour profiles applied, grey and CMYK converted, transparent parts laid on white. What is left to do to the
    /// decoded pixels to make them sRGB, if anything, is <paramref name="matrix"/>.
    /// </summary>
    public static void ToRgb(ref VipsImage image, out RgbMatrix? matrix)
    {
        matrix = null;
        var profile = image.ColourProfile();
        if (!profile.IsEmpty && !(image.IsRgb && IccProfile.TryReadMatrix(profile, out matrix)))
            Apply(ref image, "icc_transform", "output_profile=srgb,embedded=true,intent=relative,black_point_compensation=true,depth=8");
        else if (image.Interpretation != VipsImage.StandardRgb || image.Bands < 3)
            Apply(ref image, "colourspace", "space=srgb");
        if (image.HasAlpha)
            Apply(ref image, "flatten", "background=255 255 255");
        if (!image.HasBytes)
            Apply(ref image, "cast", "format=uchar");
        if (image.Bands > 3)
            Apply(ref image, "extract_band", "band=0,n=3");
        if (image.Bands != 3)
            throw new VipsException("not a colour or grey image");
    }

    private static string ShrinkOption(ImageFormat format, int shrink) => format == ImageFormat.Jpeg
        ? string.Create(CultureInfo.InvariantCulture, $"shrink={shrink}")
        : string.Create(CultureInfo.InvariantCulture, $"scale={1.0 / shrink}");

    private static void Apply(ref VipsImage image, string name, string options)
    {
        using var operation = new VipsOperation(name);
        operation.SetImage("in", image);
        operation.Set(options);
        var result = operation.Image();
        image.Dispose();
        image = result;
    }
}
