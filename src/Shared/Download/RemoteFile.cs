namespace MLPipeline;

/// <summary>A file on the network and how to recognise it.</summary>
/// <param name="Name">Its name, also on the disk.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
/// <param name="Address">Where it is published.</param>
internal sealed record RemoteFile(string Name, long Bytes, string Sha256, Uri Address);
