using MLPipeline.Imaging;

namespace MLPipeline.Inference;

/// <summary>
/// Where an image comes from. Making one reads nothing: reading and decoding happen when it is used, on whichever thread does the work.
/// </summary>
public abstract class ImageSource
{
    private protected ImageSource(string name) => Name = name;

    /// <summary>What messages and results call the image: its path, or the name given.</summary>
    public string Name { get; }

    /// <summary>An image file; any path, any supported format whatever its extension.</summary>
    public static ImageSource FromFile(string path) => new FileSource(path);

    /// <summary>The bytes of an image file (not pixels).</summary>
    public static ImageSource FromBytes(ReadOnlyMemory<byte> encoded, string name = "image") => new BytesSource(encoded, name);

    /// <summary>Pixels that the caller has already.</summary>
    public static ImageSource FromPixels(RgbImage image, string name = "image") => new PixelSource(image, name);

    /// <summary>A stream with the bytes of an image file; it is read to its end when the image is used, and not closed.</summary>
    public static ImageSource FromStream(Stream stream, string name = "image") => new StreamSource(stream, name);

    /// <summary>Writes the prepared pixels, RGB <c>[H, W, 3]</c>.</summary>
    /// <exception cref="ImageException">The image cannot be read or decoded.</exception>
    internal abstract void DecodeInto(ResizeRule rule, Span<byte> destination, DecodeOptions options);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private sealed class FileSource(string path) : ImageSource(path)
    {
        internal override void DecodeInto(ResizeRule rule, Span<byte> destination, DecodeOptions options) =>
            ImageDecoder.DecodeFileInto(Name, rule, destination, options); // faults name the file
    }

    private sealed class BytesSource(ReadOnlyMemory<byte> encoded, string name) : ImageSource(name)
    {
        internal override void DecodeInto(ResizeRule rule, Span<byte> destination, DecodeOptions options) =>
            ImageDecoder.DecodeInto(encoded.Span, rule, destination, options);
    }

    private sealed class PixelSource(RgbImage image, string name) : ImageSource(name)
    {
        internal override void DecodeInto(ResizeRule rule, Span<byte> destination, DecodeOptions options) =>
            ImageDecoder.ResizeInto(image.Pixels, image.Width, image.Height, rule, destination);
    }

    private sealed class StreamSource(Stream stream, string name) : ImageSource(name)
    {
        internal override void DecodeInto(ResizeRule rule, Span<byte> destination, DecodeOptions options)
        {
            using var content = ImageFileReader.ReadPooled(stream, options.MaxBytes);
            ImageDecoder.DecodeInto(content.Span, rule, destination, options);
        }
    }
}
