namespace MLPipeline.Hosting;

/// <summary>
/// A path with all its links followed, those of folders too: a Kubernetes volume reaches every file by a link <c>..data</c> above it, and
/// an update changes only that link.
/// </summary>
/// <param name="Target">The file at the end; it need not exist.</param>
/// <param name="Places">The entries whose change can lead to another file: every link on the way, and the file.</param>
internal sealed record LinkedPath(string Target, IReadOnlyList<FolderEntry> Places)
{
    private const int MostLinks = 40; // as in Linux; links in a circle end here

    public static LinkedPath Follow(string path)
    {
        var full = Path.GetFullPath(path);
        var at = Path.GetPathRoot(full)!;
        var rest = new Stack<string>();
        Push(rest, full[at.Length..]);
        var places = new List<FolderEntry>();
        while (rest.TryPop(out var name))
        {
            if (name is "." or "..")
            {
                at = name == "." ? at : Path.GetDirectoryName(at) ?? at;
                continue;
            }

            var here = Path.Combine(at, name);
            if (places.Count == MostLinks || LinkAt(here) is not { } link)
            {
                at = here;
                continue;
            }

            places.Add(new FolderEntry(at, name));
            if (Path.IsPathRooted(link))
            {
                at = Path.GetPathRoot(link)!;
                link = link[at.Length..];
            }

            Push(rest, link);
        }

        places.Add(new FolderEntry(Path.GetDirectoryName(at) ?? at, Path.GetFileName(at)));
        return new LinkedPath(at, places);
    }

    private static string? LinkAt(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // whoever opens the file gets this error, and says so
        }
    }

    private static void Push(Stack<string> rest, string path)
    {
        char[] separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];
        foreach (var name in path.Split(separators, StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            rest.Push(name);
        }
    }
}

/// <summary>A name in a folder.</summary>
internal readonly record struct FolderEntry(string Folder, string Name);
