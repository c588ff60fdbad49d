namespace MLPipeline.Datasets;

/// <summary>A moment of a download, reported after every block of at most 128 KiB and at each pause.</summary>
/// <param name="File">The file's name.</param>
/// <param name="BytesReceived">Bytes on disk so far, those of an earlier, interrupted run included.</param>
/// <param name="TotalBytes">Size of the whole file.</param>
/// <param name="Detail">Why nothing arrives just now (a retry, another process at work), a sentence; empty otherwise.</param>
public sealed record DatasetDownloadProgress(string File, long BytesReceived, long TotalBytes, string Detail);
