namespace MLPipeline.Backbones;

/// <summary>
/// Brings the file of a catalogue entry into a folder, whole and with the right SHA-256, or not at all. An interrupted download leaves
/// <c>FILE.partial</c>, and the next one goes on from there. Safe for concurrent use, also by several processes on one folder: one
/// downloads, the others wait and take its result.
/// </summary>
public sealed class BackboneDownloader : IDisposable
{
    private readonly FileDownloader _downloader;

    /// <param name="client">Used for every request and not disposed; null makes one that lives as long as this object.</param>
    /// <param name="options">Patience; null takes the defaults.</param>
    /// <param name="time">Clock of all waiting; null takes the system's.</param>
    /// <exception cref="BackboneException">An option is out of range.</exception>
    public BackboneDownloader(HttpClient? client = null, BackboneDownloadOptions? options = null, TimeProvider? time = null)
    {
        options ??= new BackboneDownloadOptions();
        options.Validate();
        var patience = new DownloadPatience(options.Attempts, options.FirstDelay, options.LongestDelay, options.StallTimeout);
        _downloader = new FileDownloader("set MLPIPELINE_HOME to", client, patience, time);
    }

    /// <summary>
    /// The file's path in <paramref name="folder"/>; nothing is requested when it lies there already with the right SHA-256.
    /// </summary>
    /// <param name="entry">What to bring.</param>
    /// <param name="folder">Where to; made where missing.</param>
    /// <param name="from">A mirror in place of the published address: a base address or folder, to which the file's name is appended, or
    /// the address or path of the file itself (ending in <c>.onnx</c>); <c>http</c>, <c>https</c>, <c>file</c> or a plain path.</param>
    /// <param name="progress">Told of every block and every change of phase.</param>
    /// <param name="cancellation">Stops the download; what has arrived is kept for the next one.</param>
    /// <exception cref="BackboneException">The file cannot be had, is not the one expected, or cannot be written; the message says what to
    /// do.</exception>
    public async Task<string> DownloadAsync(
        BackboneCatalogEntry entry,
        string folder,
        string? from = null,
        IProgress<BackboneDownloadProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        void Report(DownloadPhase phase, long bytes, string detail)
            => progress?.Report(new(entry.Name, PhaseOf(phase), bytes, entry.Bytes, detail));
        try
        {
            return await _downloader.DownloadAsync(entry.File, folder, from, Report, cancellation).ConfigureAwait(false);
        }
        catch (DownloadException error)
        {
            throw new BackboneException(error.Message, error.InnerException);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _downloader.Dispose();

    private static BackboneDownloadPhase PhaseOf(DownloadPhase phase) => phase switch
    {
        DownloadPhase.Waiting => BackboneDownloadPhase.Waiting,
        DownloadPhase.Downloading => BackboneDownloadPhase.Downloading,
        DownloadPhase.Retrying => BackboneDownloadPhase.Retrying,
        _ => BackboneDownloadPhase.Done,
    };
}
