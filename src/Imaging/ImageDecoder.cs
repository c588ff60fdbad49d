using MLPipeline.Imaging.Decoding;
using MLPipeline.Imaging.Resampling;

namespace MLPipeline.Imaging;

/// <summary>
/// Encoded bytes to upright 8-bit sRGB pixels. JPEG (grey, CMYK and progressive too), PNG, GIF (first frame), WebP (first frame), TIFF (first page), AVIF and
/// uncompressed BMP, told apart by content. EXIF orientation and ICC profiles are applied; what is transparent is laid on white.
/// All methods are thread-safe, decode on the calling thread and give the same bytes for the same input.
/// </summary>
/// <remarks>Every method throws <see cref="ImageException"/> for a bad image and <see cref="DllNotFoundException"/> when libvips is missing. Null options mean <see cref="DecodeOptions.Default"/>.</remarks>
public static unsafe class ImageDecoder
{
    /// <summary>Decodes in the picture's own size.</summary>
    /// <exception cref="ImageException">The bytes are no image, a damaged one, or one beyond the limits.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> encoded, DecodeOptions? options = null)
    {
        var format = Examine(encoded, options ??= DecodeOptions.Default);
        if (format == ImageFormat.Bmp)
            return DecodeBmp(encoded, options);

        RgbImage? image = null;
        fixed (byte* data = encoded)
            VipsDecoder.Decode(new() { Data = data, Length = encoded.Length, Format = format, Options = options, Whole = ref image });
        return image!;
    }

    /// <summary>Reads <paramref name="encoded"/> to its end and decodes in the picture's own size.</summary>
    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, DecodeOptions?)" path="/exception"/>
    public static RgbImage Decode(Stream encoded, DecodeOptions? options = null)
    {
        using var bytes = ImageFileReader.ReadPooled(encoded, (options ?? DecodeOptions.Default).MaxBytes);
        return Decode(bytes.Span, options);
    }

    /// <summary>Decodes and resizes by <paramref name="rule"/>; faster than the two steps, because large JPEG and WebP images are decoded at a half, a quarter or an eighth of their size.</summary>
    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, DecodeOptions?)" path="/exception"/>
    public static RgbImage Decode(ReadOnlySpan<byte> encoded, ResizeRule rule, DecodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var pixels = new byte[3 * rule.Width * rule.Height];
        DecodeInto(encoded, rule, pixels, options);
        return new(rule.Width, rule.Height, pixels);
    }

    /// <summary>Decodes a file in the picture's own size.</summary>
    /// <exception cref="ImageException">The file cannot be read, or is no image, a damaged one, or one beyond the limits. The message names it.</exception>
    public static RgbImage DecodeFile(string path, DecodeOptions? options = null)
    {
        using var bytes = ImageFileReader.ReadPooled(path, (options ?? DecodeOptions.Default).MaxBytes);
        try
        {
            return Decode(bytes.Span, options);
        }
        catch (ImageException e)
        {
            throw e.At(path);
        }
    }

    /// <summary>Decodes a file and resizes by <paramref name="rule"/>.</summary>
    /// <inheritdoc cref="DecodeFile(string, DecodeOptions?)" path="/exception"/>
    public static RgbImage DecodeFile(string path, ResizeRule rule, DecodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var pixels = new byte[3 * rule.Width * rule.Height];
        DecodeFileInto(path, rule, pixels, options);
        return new(rule.Width, rule.Height, pixels);
    }

    /// <summary>As <see cref="DecodeInto"/>, from a file; buffers are pooled.</summary>
    /// <inheritdoc cref="DecodeFile(string, DecodeOptions?)" path="/exception"/>
    public static void DecodeFileInto(string path, ResizeRule rule, Span<byte> destination, DecodeOptions? options = null)
    {
        using var bytes = ImageFileReader.ReadPooled(path, (options ?? DecodeOptions.Default).MaxBytes);
        try
        {
            DecodeInto(bytes.Span, rule, destination, options);
        }
        catch (ImageException e)
        {
            throw e.At(path);
        }
    }

    /// <summary>Decodes and resizes into the caller's memory; buffers are pooled. After an exception the content of <paramref name="destination"/> is undefined.</summary>
    /// <param name="encoded">The whole file.</param>
    /// <param name="rule">The geometry.</param>
    /// <param name="destination"><c>[rule.Height, rule.Width, 3]</c>, R, G, B; longer is allowed.</param>
    /// <param name="options">Limits; null means the defaults.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, DecodeOptions?)" path="/exception"/>
    public static void DecodeInto(ReadOnlySpan<byte> encoded, ResizeRule rule, Span<byte> destination, DecodeOptions? options = null)
    {
        CheckDestination(rule, destination);
        var format = Examine(encoded, options ??= DecodeOptions.Default);
        if (format == ImageFormat.Bmp)
        {
            var image = DecodeBmp(encoded, options);
            ResizeInto(image.Pixels, image.Width, image.Height, rule, destination);
            return;
        }

        fixed (byte* data = encoded)
            VipsDecoder.Decode(new() { Data = data, Length = encoded.Length, Format = format, Options = options, Rule = rule, Destination = destination });
    }

    /// <summary>Resizes pixels that are decoded already: bilinear with antialiasing, to within one grey level of Pillow and torchvision.</summary>
    /// <param name="pixels"><c>[height, width, 3]</c>.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="rule">The geometry.</param>
    /// <param name="destination"><c>[rule.Height, rule.Width, 3]</c>; longer is allowed. Must not overlap <paramref name="pixels"/>.</param>
    /// <exception cref="ArgumentException">A span is too short, or a side is below 1.</exception>
    public static void ResizeInto(ReadOnlySpan<byte> pixels, int width, int height, ResizeRule rule, Span<byte> destination)
    {
        CheckDestination(rule, destination);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (pixels.Length < 3L * width * height)
            throw new ArgumentException($"A {width} x {height} RGB image has {3L * width * height} bytes; there are {pixels.Length}.", nameof(pixels));

        fixed (byte* source = pixels)
        {
            var rows = new MemoryRows(source, width, height);
            Resampler.Resize(ref rows, Placement.Of(rule, width, height), rule, destination);
        }
    }

    /// <summary>Format and size without decoding a pixel. No limits apply.</summary>
    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, DecodeOptions?)" path="/exception"/>
    public static ImageHeader ReadHeader(ReadOnlySpan<byte> encoded)
    {
        var format = Examine(encoded, DecodeOptions.Default with { MaxBytes = long.MaxValue });
        if (format == ImageFormat.Bmp)
        {
            var bitmap = new BmpDecoder(encoded);
            return new(format, bitmap.Width, bitmap.Height, Channels: 3, BitsPerChannel: 8, Orientation.Upright, HasColourProfile: false);
        }

        ImageHeader? header = null;
        fixed (byte* data = encoded)
            VipsDecoder.Decode(new() { Data = data, Length = encoded.Length, Format = format, Options = DecodeOptions.Default, Header = ref header });
        return header!;
    }

    private static ImageFormat Examine(ReadOnlySpan<byte> encoded, DecodeOptions options)
    {
        if (encoded.IsEmpty)
            throw ImageFileReader.Empty();
        if (encoded.Length > options.MaxBytes)
            throw ImageFileReader.TooManyBytes(encoded.Length, options.MaxBytes);
        var format = ImageFormats.Detect(encoded);
        if (format == ImageFormat.Unknown)
            throw new ImageException(ImageFault.NotAnImage, "the content is not an image of any known format.");
        return ImageFormats.IsSupported(format)
            ? format
            : throw new ImageException(ImageFault.UnsupportedFormat, $"{format} is not supported; supported are JPEG, PNG, GIF, WebP, TIFF, AVIF and BMP.");
    }

    private static RgbImage DecodeBmp(ReadOnlySpan<byte> encoded, DecodeOptions options)
    {
        var bitmap = new BmpDecoder(encoded);
        PixelLimit.Check(bitmap.Width, bitmap.Height, options);
        var pixels = new byte[3 * bitmap.Width * bitmap.Height];
        bitmap.Decode(pixels);
        return new(bitmap.Width, bitmap.Height, pixels);
    }

    private static void CheckDestination(ResizeRule rule, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (destination.Length < 3L * rule.Width * rule.Height)
            throw new ArgumentException($"A {rule.Width} x {rule.Height} RGB image has {3L * rule.Width * rule.Height} bytes; the destination has {destination.Length}.", nameof(destination));
    }
}
