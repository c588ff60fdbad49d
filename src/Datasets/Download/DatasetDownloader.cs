namespace MLPipeline.Datasets;

/// <summary>
/// Fetches the published files of a pixel set, each whole and with the right SHA-256, or not at all. An interrupted download leaves
/// <c>FILE.partial</c>, and the next one goes on from there. Safe for concurrent use, also by several processes on one folder.
/// </summary>
public sealed class DatasetDownloader : IDisposable
{
    private readonly FileDownloader _downloader;

    /// <param name="client">Used for every request and not disposed; null makes one that lives as long as this object.</param>
    /// <param name="time">Clock of all waiting; null takes the system's.</param>
    public DatasetDownloader(HttpClient? client = null, TimeProvider? time = null)
    {
        _downloader = new FileDownloader("point --data-dir at", client, time: time);
    }

    /// <summary>
    /// Brings what <see cref="KnownPixelSet.Read"/> needs; nothing is requested when it is in <paramref name="folder"/> already, wherever it
    /// looks for it.
    /// </summary>
    /// <param name="set">What to bring.</param>
    /// <param name="folder">The data folder; files go to its sub-folder <see cref="KnownPixelSet.DownloadFolder"/>, which is made where missing.</param>
    /// <param name="from">A mirror in place of the published addresses: a base address or folder, to which the files' names are appended;
    /// for a set of one file also the address or path of the file; <c>http</c>, <c>https</c>, <c>file</c> or a plain path.</param>
    /// <param name="progress">Told of every block and every change of phase.</param>
    /// <param name="cancellation">Stops the download; what has arrived is kept for the next one.</param>
    /// <exception cref="DatasetException">A file cannot be had, is not the one expected, or cannot be written; the message says what to do.</exception>
    public async Task FetchAsync(
        KnownPixelSet set,
        string folder,
        string? from = null,
        IProgress<DatasetDownloadProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (set.IsIn(folder))
            return;

        foreach (var file in set.Files)
        {
            void Report(DownloadPhase phase, long bytes, string detail) => progress?.Report(new(file.Name, bytes, file.Bytes, detail));
            try
            {
                await _downloader.DownloadAsync(file.Remote, Path.Combine(folder, set.DownloadFolder), from, Report, cancellation).ConfigureAwait(false);
            }
            catch (DownloadException e)
            {
                throw new DatasetException(new DatasetFault(
                    DatasetFaultKind.Download, file.Name, e.Message.TrimEnd('.'), $"{set.Title} needs {string.Join(", ", set.Files.Select(needed => needed.Name))}"));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _downloader.Dispose();
}
