namespace MLPipeline.Hosting;

/// <summary>What tells, without reading a file, whether it may have changed.</summary>
/// <param name="Target">Where the path leads.</param>
/// <param name="Length">Bytes; -1 when there is no file.</param>
/// <param name="Written">UTC.</param>
internal sealed record FileState(string Target, long Length, DateTime Written)
{
    public bool IsMissing => Length < 0;

    public static FileState Of(LinkedPath path)
    {
        var file = new FileInfo(path.Target);
        return file.Exists ? new FileState(path.Target, file.Length, file.LastWriteTimeUtc) : new FileState(path.Target, -1, default);
    }
}
