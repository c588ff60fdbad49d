namespace MLPipeline.Imaging;

/// <summary>Puts a whole file in its place in one step.</summary>
internal static class FileReplacement
{
    /// <summary>Writes beside <paramref name="path"/> and renames; an older file stays until then, and for good when writing fails.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var beside = $"{Path.GetFullPath(path)}.{Path.GetRandomFileName()}.part";
        try
        {
            File.WriteAllBytes(beside, bytes);
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
