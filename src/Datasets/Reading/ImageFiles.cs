using MLPipeline.Imaging;

namespace MLPipeline.Datasets;

/// <summary>Tells files that may be images from those that are surely none.</summary>
internal static class ImageFiles
{
    /// <summary>Kinds that cannot be decoded are among them: their files are to be reported one by one, not passed over.</summary>
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Extensions =
        new HashSet<string>(StringComparer.OrdinalIgnoreCase)
        {
            ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".webp", ".tif", ".tiff", ".avif", ".bmp", ".heic", ".heif", ".jp2", ".jxl",
        }.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool HasImageExtension(string path) => Extensions.Contains(Path.GetExtension(path.AsSpan()));

    /// <summary>Opens the file and looks at its first bytes. Drawings and documents (SVG is any XML, PDF, icons) do not count.</summary>
    public static bool HasImageContent(string path)
    {
        Span<byte> start = stackalloc byte[ImageFormats.BytesToDetect];
        using var file = File.OpenHandle(path);
        var format = ImageFormats.Detect(start[..RandomAccess.Read(file, start, 0)]);
        return ImageFormats.IsSupported(format) || format is ImageFormat.Heic or ImageFormat.Jpeg2000 or ImageFormat.JpegXl;
    }
}
