using MLPipeline.Imaging;

namespace MLPipeline.Datasets;

/// <summary>What is kept of a readable image.</summary>
/// <param name="Content">Hash of its bytes.</param>
/// <param name="Size">Of the upright picture.</param>
/// <param name="Format">By content; <see cref="ImageFormat.Unknown"/> for pixels that never were a file of their own.</param>
/// <param name="Fingerprint">What near-duplicates are known by; null for a plain picture.</param>
internal readonly record struct ImageTraits(ContentHash Content, ImageSize Size, ImageFormat Format, PictureFingerprint? Fingerprint)
{
    /// <summary>Reads and decodes a file once, down to the few pixels of the hash.</summary>
    /// <exception cref="ImageException">It cannot be read or decoded.</exception>
    public static ImageTraits OfFile(string path, DecodeOptions decode)
    {
        using var bytes = ImageFileReader.ReadPooled(path, decode.MaxBytes);
        var header = ImageDecoder.ReadHeader(bytes.Span);
        Span<byte> pixels = stackalloc byte[PictureFingerprint.PixelBytes];
        ImageDecoder.DecodeInto(bytes.Span, PictureFingerprint.Size, pixels, decode);
        return new ImageTraits(
            ContentHash.Of(bytes.Span), new ImageSize(header.Width, header.Height), header.Format, PictureFingerprint.Of(pixels));
    }

    /// <summary>Looks at an image of a published set.</summary>
    public static ImageTraits OfPixels(PixelSet set, int index)
    {
        Span<byte> small = stackalloc byte[PictureFingerprint.PixelBytes];
        ImageDecoder.ResizeInto(set.ToImage(index).Pixels, set.Width, set.Height, PictureFingerprint.Size, small);
        return new ImageTraits(
            ContentHash.Of(set.Pixels(index)), new ImageSize(set.Width, set.Height), ImageFormat.Unknown, PictureFingerprint.Of(small));
    }
}
