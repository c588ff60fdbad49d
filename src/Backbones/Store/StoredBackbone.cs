namespace MLPipeline.Backbones;

/// <summary>A backbone's file on this machine.</summary>
/// <param name="Name">What <c>--backbone</c> takes.</param>
/// <param name="Path">Full path of the ONNX file.</param>
/// <param name="IsBundled">Whether it came with the program rather than from <c>backbone add</c> or <c>pull</c>.</param>
public sealed record StoredBackbone(string Name, string Path, bool IsBundled)
{
    /// <summary>Size of the file in bytes.</summary>
    public long Bytes => new FileInfo(Path).Length;
}
