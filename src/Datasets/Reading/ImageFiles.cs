namespace MLPipeline.Datasets;

/// <summary>Tells files that may be images from those that are surely none.</summary>
internal static class ImageFiles
{
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Extensions =
        new HashSet<string>(StringComparer.OrdinalIgnoreCase)
        {
            ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".webp", ".tif", ".tiff", ".avif", ".heic", ".heif", ".bmp",
        }.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool HasImageExtension(string path) => Extensions.Contains(Path.GetExtension(path.AsSpan()));

    /// <summary>Opens the file and looks at its first bytes.</summary>
    public static bool HasImageContent(string path)
    {
        Span<byte> start = stackalloc byte[32];
        using var file = File.OpenHandle(path);
        return IsImage(start[..RandomAccess.Read(file, start, 0)]);
    }

    private static bool IsImage(ReadOnlySpan<byte> start) =>
        start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A])
        || start.StartsWith("GIF87a"u8)
        || start.StartsWith("GIF89a"u8)
        || start.StartsWith("II*\0"u8)
        || start.StartsWith("MM\0*"u8)
        || (start.StartsWith("RIFF"u8) && start.Length >= 12 && start[8..].StartsWith("WEBP"u8));
}
