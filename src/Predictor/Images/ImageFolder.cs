using MLPipeline.Imaging;

namespace MLPipeline.Predictor;

/// <summary>
/// Finds the images below a folder: files with an image's extension or an image's first bytes, and links that lead nowhere. Hidden files
/// and folders are left out. Whether a file really is an image shows when it is read.
/// </summary>
internal sealed class ImageFolder
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".webp", ".tif", ".tiff", ".avif", ".heic", ".heif", ".bmp",
    };

    private static readonly EnumerationOptions Visible = new() { AttributesToSkip = FileAttributes.Hidden, IgnoreInaccessible = false };

    private readonly List<string> _images = [];
    private readonly List<ImageException> _faults = [];
    private readonly CancellationToken _cancellation;

    private ImageFolder(string path, CancellationToken cancellation)
    {
        Path = path;
        _cancellation = cancellation;
    }

    public string Path { get; }

    /// <summary>Paths below the folder, with <c>/</c> between their parts, in ordinal order.</summary>
    public IReadOnlyList<string> Images => _images;

    /// <summary>Folders that could not be listed.</summary>
    public IReadOnlyList<ImageException> Faults => _faults;

    public static ImageFolder Read(string path, CancellationToken cancellation)
    {
        var folder = new ImageFolder(path, cancellation);
        folder.Visit("", [RealPath(path)]);
        folder._images.Sort(StringComparer.Ordinal);
        return folder;
    }

    /// <summary>The path to open an image by.</summary>
    public string FullPath(string image) => System.IO.Path.Combine(Path, image.Replace('/', System.IO.Path.DirectorySeparatorChar));

    private void Visit(string below, List<string> ancestors)
    {
        foreach (var entry in List(below))
        {
            _cancellation.ThrowIfCancellationRequested();
            var relative = below + entry.Name;
            if (entry is DirectoryInfo)
            {
                var real = entry.LinkTarget is null ? System.IO.Path.Combine(ancestors[^1], entry.Name) : RealPath(entry.FullName);
                if (!ancestors.Contains(real)) // a link to a folder above would lead round in circles
                {
                    Visit(relative + '/', [.. ancestors, real]);
                }
            }
            else if (Extensions.Contains(entry.Extension) || !File.Exists(entry.FullName) || HasImageContent(entry.FullName))
            {
                _images.Add(relative);
            }
        }
    }

    private List<FileSystemInfo> List(string below)
    {
        try
        {
            return [.. new DirectoryInfo(FullPath(below)).EnumerateFileSystemInfos("*", Visible)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _faults.Add(new ImageException(ImageFault.AccessDenied, $"the folder cannot be listed ({error.Message})", below, error));
            return [];
        }
    }

    private static bool HasImageContent(string path)
    {
        try
        {
            Span<byte> start = stackalloc byte[ImageFormats.BytesToDetect];
            using var file = File.OpenHandle(path);
            return ImageFormats.IsSupported(ImageFormats.Detect(start[..RandomAccess.Read(file, start, 0)]));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return false; // no name of an image, and no way to see more
        }
    }

    /// <summary>The path without links in any of its parts.</summary>
    private static string RealPath(string path)
    {
        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        if (System.IO.Path.GetDirectoryName(full) is not { } parent)
        {
            return full;
        }

        var joined = System.IO.Path.Combine(RealPath(parent), System.IO.Path.GetFileName(full));
        return Directory.ResolveLinkTarget(joined, returnFinalTarget: true) is { } target ? RealPath(target.FullName) : joined;
    }
}
