namespace MLPipeline.Terminal;

/// <summary>
/// A file that appears under its name only when it is complete: it is written beside its place and renamed. What was there before
/// stays until then. Not thread-safe.
/// </summary>
public sealed class OutputFile : IDisposable
{
    private readonly string _path;
    private readonly string _beside;
    private bool _complete;

    /// <summary>Starts the file; folders that are missing above it are made.</summary>
    /// <param name="path">Where the file goes. A link is followed; a device such as <c>/dev/null</c> is written directly.</param>
    /// <exception cref="IOException">The place cannot be written to; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission; the message names the path.</exception>
    public OutputFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = IsDevice(path) ? path : TargetOf(Path.GetFullPath(path));
        if (Directory.Exists(_path))
        {
            throw new IOException($"'{path}' is a folder; a file name is needed.");
        }

        if (IsDevice(path))
        {
            _beside = _path;
            Stream = new FileStream(_path, FileMode.Open, FileAccess.Write);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        _beside = $"{_path}.{Path.GetRandomFileName()}.part";
        Stream = new FileStream(_beside, FileMode.CreateNew, FileAccess.Write);
    }

    /// <summary>The content, to be written from its start.</summary>
    public Stream Stream { get; }

    /// <summary>Whether the path is that of a device, onto which nothing may be renamed: that would replace it.</summary>
    public static bool IsDevice(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return !OperatingSystem.IsWindows()
            && path.StartsWith("/dev/", StringComparison.Ordinal)
            && !path.StartsWith("/dev/shm/", StringComparison.Ordinal); // a folder like any other, in memory
    }

    /// <summary>Puts the file in its place.</summary>
    public void Complete()
    {
        Stream.Dispose();
        if (_beside != _path)
        {
            Replacement.Put(_beside, _path);
        }

        _complete = true;
    }

    /// <summary>Removes what was written, unless <see cref="Complete"/> was called.</summary>
    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        catch (IOException) when (!_complete)
        {
            // What is still in its buffer cannot be written either, e.g. to a full disk; the fault that led here says so already.
        }
        finally
        {
            if (!_complete && _beside != _path)
            {
                File.Delete(_beside);
            }
        }
    }

    private static string TargetOf(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is null ? path : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }
}
