namespace MLPipeline.Datasets;

/// <summary>Which cell of a row holds what. An index of -1 means that the manifest has no such column.</summary>
internal sealed record ManifestColumns(bool HasHeader, int Path, int Label, int Split, int Group)
{
    private static readonly string[] PathNames = ["path", "file", "filename", "filepath", "image", "imagepath", "imagefile"];
    private static readonly string[] LabelNames = ["label", "class", "classname", "category"];
    private static readonly string[] SplitNames = ["split", "part", "subset"];
    private static readonly string[] GroupNames = ["group", "groupid"];

    /// <summary>Without a header: path, label, and then as many of split and group as there are cells.</summary>
    public static ManifestColumns InOrder(int cells) => new(false, 0, 1, cells > 2 ? 2 : -1, cells > 3 ? 3 : -1);

    /// <summary>The columns that a header names; null when the row names neither paths nor labels, so is no header.</summary>
    public static ManifestColumns? FromHeader(IReadOnlyList<string> cells)
    {
        var names = cells.Select(cell => cell.Replace("_", "").Replace("-", "").Replace(" ", "").ToLowerInvariant()).ToList();
        var columns = new ManifestColumns(true, Find(names, PathNames), Find(names, LabelNames), Find(names, SplitNames), Find(names, GroupNames));
        return columns.Path < 0 && columns.Label < 0 ? null : columns;
    }

    /// <summary>A row with fewer cells than this lacks something.</summary>
    public int CellsNeeded => Math.Max(Math.Max(Path, Label), Math.Max(Split, Group)) + 1;

    private static int Find(List<string> cells, string[] names) => cells.FindIndex(names.Contains);
}
