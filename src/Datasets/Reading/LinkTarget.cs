namespace MLPipeline.Datasets;

internal static class LinkTarget
{
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
