namespace MLPipeline.Datasets;

/// <summary>Files in one folder, as published or, for formats that say so, packed by gzip.</summary>
internal sealed class FolderSource(string folder, PixelFormat format) : IPixelFiles
{
    public void Visit(IReadOnlyList<string> names, Action<string, DataStream> read)
    {
        foreach (var name in names)
        {
            using var data = Open(name);
            read(name, data);
        }
    }

    /// <summary>Those of <paramref name="names"/> that are not in the folder.</summary>
    public IReadOnlyList<string> Missing(IEnumerable<string> names) => [.. names.Where(name => !File.Exists(PathOf(name)))];

    private DataStream Open(string name) =>
        format.MayBePacked ? DataStream.OpenPacked(PathOf(name), format.FaultKind) : DataStream.Open(PathOf(name), format.FaultKind);

    private string PathOf(string name)
    {
        var path = Path.Combine(folder, name);
        return format.MayBePacked && !File.Exists(path) ? path + ".gz" : path;
    }
}
