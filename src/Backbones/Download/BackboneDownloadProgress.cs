namespace MLPipeline.Backbones;

/// <summary>What a download is doing.</summary>
public enum BackboneDownloadPhase
{
    /// <summary>Another process is pulling the same file; its result will be used.</summary>
    Waiting,

    /// <summary>Bytes are arriving.</summary>
    Downloading,

    /// <summary>The connection failed; <see cref="BackboneDownloadProgress.Detail"/> says why and when it is tried again.</summary>
    Retrying,

    /// <summary>The file is whole and its SHA-256 is right.</summary>
    Done,
}

/// <summary>A moment of a download, reported after every block of at most 128 KiB and at each change of phase.</summary>
/// <param name="Name">The network's name in the catalogue.</param>
/// <param name="Phase">What is going on.</param>
/// <param name="BytesReceived">Bytes on disk so far, those of an earlier, interrupted run included.</param>
/// <param name="TotalBytes">Size of the whole file.</param>
/// <param name="Detail">The reason of a retry or of waiting, a sentence; empty otherwise.</param>
public sealed record BackboneDownloadProgress(
    string Name, BackboneDownloadPhase Phase, long BytesReceived, long TotalBytes, string Detail = "");
