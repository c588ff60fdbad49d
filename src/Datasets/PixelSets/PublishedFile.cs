namespace MLPipeline.Datasets;

/// <summary>A file of a pixel set as its authors publish it.</summary>
/// <param name="Name">Its usual name.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits, as TensorFlow Datasets publishes them.</param>
/// <param name="Address">Where it can be fetched.</param>
public sealed record PublishedFile(string Name, long Bytes, string Sha256, Uri Address)
{
    internal RemoteFile Remote => new(Name, Bytes, Sha256, Address);
}
