using System.IO.Enumeration;

namespace MLPipeline.Datasets;

/// <summary>Collects the image files below a folder. Every folder is visited, so that all unreadable ones are found.</summary>
internal sealed class FolderWalk
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly string _root;

    private FolderWalk(string root) => _root = root;

    /// <summary>Paths below the root, with <c>/</c>.</summary>
    public List<string> Images { get; } = [];

    public List<IgnoredFile> Ignored { get; } = [];

    public List<DatasetFault> Faults { get; } = [];

    /// <summary>Names of the folders directly below the root, hidden ones left out.</summary>
    public List<string> TopFolders { get; } = [];

    public static FolderWalk Run(string root)
    {
        var walk = new FolderWalk(root);
        walk.Visit("", new Ancestor(LinkTarget.RealPath(root), null));
        walk.Images.Sort(StringComparer.Ordinal);
        return walk;
    }

    private void Visit(string relativeFolder, Ancestor folder)
    {
        foreach (var entry in List(relativeFolder))
        {
            var relative = relativeFolder + entry.Name;
            if (IsBookkeeping(entry.Name))
                continue;

            if (entry.IsHidden)
                Ignored.Add(new(entry.IsFolder ? relative + '/' : relative, "hidden"));
            else if (entry.IsFolder)
                VisitFolder(entry, relative, folder);
            else if (!LinkTarget.IsFile(FullPath(relative)))
                Faults.Add(Broken(entry, relative));
            else
                AddFile(relative);
        }
    }

    private void VisitFolder(Entry entry, string relative, Ancestor parent)
    {
        if (relative == entry.Name)
            TopFolders.Add(entry.Name);

        var real = entry.IsLink ? LinkTarget.RealPath(FullPath(relative)) : Path.Combine(parent.RealPath, entry.Name);
        if (entry.IsLink && parent.Contains(real))
        {
            Ignored.Add(new(relative + '/', "a link to a folder that it lies in"));
            return;
        }

        var (images, ignored, faults) = (Images.Count, Ignored.Count, Faults.Count);
        Visit(relative + '/', new Ancestor(real, parent));
        if (Images.Count == images && Faults.Count == faults)
        {
            // One line for the outermost folder instead of one for each of its files.
            Ignored.RemoveRange(ignored, Ignored.Count - ignored);
            Ignored.Add(new(relative + '/', "a folder without images"));
        }
    }

    private void AddFile(string relative)
    {
        if (ImageFiles.HasImageExtension(relative))
        {
            Images.Add(relative);
            return;
        }

        try
        {
            if (ImageFiles.HasImageContent(FullPath(relative)))
                Images.Add(relative);
            else
                Ignored.Add(new(relative, "neither an image's extension nor its content"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Ignored.Add(new(relative, $"no image's extension, and its content could not be read ({e.Message})"));
        }
    }

    private List<Entry> List(string relativeFolder)
    {
        try
        {
            return [.. new FileSystemEnumerable<Entry>(
                FullPath(relativeFolder), static (ref FileSystemEntry entry) => new Entry(ref entry), Everything)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Faults.Add(new(DatasetFaultKind.Unreadable, FullPath(relativeFolder), $"the folder cannot be read ({e.Message.TrimEnd('.')})",
                "Grant read access to it or move it out of the data set"));
            return [];
        }
    }

    private DatasetFault Broken(Entry entry, string relative) => entry.IsLink
        ? new(DatasetFaultKind.BrokenLink, FullPath(relative), "a link whose target is not there", "Repair the link or delete it")
        : new(DatasetFaultKind.Unreadable, FullPath(relative), "its name cannot be read back (it is not valid UTF-8), or the file has just gone",
            "Rename the file");

    private string FullPath(string relative) => Path.Combine(_root, relative.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>Operating systems scatter these everywhere; listing them would only be noise.</summary>
    private static bool IsBookkeeping(string name) =>
        name.Equals("Thumbs.db", StringComparison.OrdinalIgnoreCase)
        || name.Equals("desktop.ini", StringComparison.OrdinalIgnoreCase)
        || name == ".DS_Store";

    private readonly struct Entry(ref FileSystemEntry entry)
    {
        public string Name { get; } = entry.FileName.ToString();

        public bool IsFolder { get; } = entry.IsDirectory;

        public bool IsHidden { get; } = entry.IsHidden || entry.FileName[0] == '.';

        public bool IsLink { get; } = entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
    }

    /// <summary>The chain of folders above the one visited, each by the path that no link is part of.</summary>
    private sealed record Ancestor(string RealPath, Ancestor? Parent)
    {
        public bool Contains(string real)
        {
            for (var folder = this; folder is not null; folder = folder.Parent)
            {
                if (folder.RealPath == real)
                    return true;
            }

            return false;
        }
    }
}
