namespace MLPipeline.Datasets;

internal static class LinkTarget
{
    /// <summary>
    /// True for a file, or a link that ends at one. <see cref="File.Exists"/> alone says yes to a link whose target is gone.
    /// </summary>
    public static bool IsFile(string path)
    {
        var file = new FileInfo(path);
        try
        {
            var isLink = file.Exists && file.Attributes.HasFlag(FileAttributes.ReparsePoint);
            return isLink ? file.ResolveLinkTarget(returnFinalTarget: true) is not { Exists: false } : file.Exists;
        }
        catch (IOException) // links in a circle
        {
            return false;
        }
    }

    /// <summary>
    /// The path with every link in it resolved, so that two names of one folder compare equal. <see cref="Directory.ResolveLinkTarget"/> resolves
    /// only the last part of a path, hence the walk over all parts.
    /// </summary>
    public static string RealPath(string path)
    {
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        foreach (var part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, part);
            real = Directory.ResolveLinkTarget(next, returnFinalTarget: true) is { } target ? RealPath(target.FullName) : next;
        }

        return real;
    }
}
