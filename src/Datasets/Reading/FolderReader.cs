namespace MLPipeline.Datasets;

/// <summary>Gives the image files below a folder their labels and parts.</summary>
internal sealed class FolderReader(string root, DatasetOptions options)
{
    private readonly List<DatasetFault> _faults = [];
    private readonly List<IgnoredFile> _ignored = [];

    /// <summary>One string per class instead of one per image.</summary>
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public ImageDataset Read()
    {
        if (!Directory.Exists(root))
            throw new DatasetException(new DatasetFault(DatasetFaultKind.NotFound, root, "there is no such folder", "Check the spelling"));

        var labels = NamePattern.Create("label", options.LabelPattern, options.PatternTarget, _faults);
        var groups = NamePattern.Create("group", options.GroupPattern, options.PatternTarget, _faults);
        var walk = FolderWalk.Run(root);
        _faults.AddRange(walk.Faults);
        _ignored.AddRange(walk.Ignored);
        CheckAnyImage(walk);
        DatasetException.ThrowIfAny(_faults); // Labels by a wrong pattern, or from half of the folders, would only add follow-up faults.

        var hasParts = HasSplitFolders(walk, needsClassFolders: labels is null);
        var images = walk.Images.Select(path => Label(path, hasParts, labels, groups)).OfType<LabeledImage>().ToList();
        labels?.CheckMatches(walk.Images, _faults);
        if (images.Count > 0)
            groups?.CheckMatches(walk.Images, _faults);

        if (images.Count == 0 && labels is null)
            _faults.Add(new(DatasetFaultKind.TooFewClasses, root, $"its {walk.Images.Count} images lie in no class folder",
                "Put each class into a folder of its own, or give a label pattern that takes the class from the file name"));

        if (_faults.Count == 0) // a pattern that failed would make classes look too small
            DatasetChecks.Check(images, options.Use, _faults);

        DatasetException.ThrowIfAny(_faults);
        return new ImageDataset(root, images, _ignored);
    }

    private void CheckAnyImage(FolderWalk walk)
    {
        if (walk.Images.Count > 0 || walk.Faults.Count > 0)
            return;

        var problem = walk.Ignored is [var example, ..]
            ? $"there is no image in it ('{example.RelativePath}' was left out: {example.Reason})"
            : "the folder is empty";
        _faults.Add(new(DatasetFaultKind.NoImages, root, problem, "Name the folder that holds one folder of images per class"));
    }

    private bool HasSplitFolders(FolderWalk walk, bool needsClassFolders)
    {
        if (options.Layout == FolderLayout.Classes)
            return false;

        var named = walk.TopFolders.Where(name => SplitNames.Parse(name) is not null).Order(StringComparer.Ordinal).ToList();
        var withoutImages = walk.Ignored.Select(file => file.RelativePath.TrimEnd('/'));
        var others = walk.TopFolders.Except(named).Except(withoutImages).Order(StringComparer.Ordinal).ToList();
        var deepEnough = !needsClassFolders
            || walk.Images.Exists(path => SplitNames.Parse(FirstFolder(path)) is not null && path.AsSpan().Count('/') >= 2);
        if (named.Count >= 2 && others.Count > 0 && deepEnough)
        {
            _faults.Add(new(DatasetFaultKind.AmbiguousLayout, root,
                $"split folders ({string.Join(", ", named)}) lie beside other folders ({string.Join(", ", others.Take(5))})",
                "Move the others away, or say that every folder is a class"));
        }

        return named.Count > 0 && others.Count == 0 && deepEnough;
    }

    private LabeledImage? Label(string path, bool hasParts, NamePattern? labels, NamePattern? groups)
    {
        SplitName? part = hasParts ? SplitNames.Parse(FirstFolder(path)) : null;
        if (hasParts && part is null)
            return Ignore(path, "lies beside the split folders, so it has no part");

        var label = labels is null ? FirstFolder(part is null ? path : path[(path.IndexOf('/') + 1)..]) : labels.Find(path, _faults) ?? "";
        if (label.Length == 0)
            return Ignore(path, labels is null ? "lies in no class folder, so it has no label" : "not matched by the label pattern");

        var group = groups?.Find(path, _faults);
        return new LabeledImage
        {
            Root = root,
            RelativePath = path,
            Label = Shared(label),
            Split = part,
            Group = group is null ? null : Shared(group),
        };
    }

    private LabeledImage? Ignore(string path, string reason)
    {
        _ignored.Add(new(path, reason));
        return null;
    }

    private string Shared(string name)
    {
        if (_names.TryGetValue(name, out var shared))
            return shared;

        _names.Add(name);
        return name;
    }

    /// <summary>Empty for a path without folders.</summary>
    private static string FirstFolder(string path) => path[..Math.Max(0, path.IndexOf('/'))];
}
