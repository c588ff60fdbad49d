namespace MLPipeline;

/// <summary>What a download is doing.</summary>
internal enum DownloadPhase
{
    /// <summary>Another process brings the same file.</summary>
    Waiting,

    /// <summary>Bytes are arriving.</summary>
    Downloading,

    /// <summary>The connection failed and is tried again.</summary>
    Retrying,

    /// <summary>The file is whole and its SHA-256 is right.</summary>
    Done,
}

/// <summary>Told of every block and every change of phase.</summary>
/// <param name="phase">What is going on.</param>
/// <param name="bytes">Bytes on disk so far.</param>
/// <param name="detail">The reason of waiting or of a retry; empty otherwise.</param>
internal delegate void DownloadReport(DownloadPhase phase, long bytes, string detail = "");
