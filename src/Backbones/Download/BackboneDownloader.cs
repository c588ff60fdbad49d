using System.Security.Cryptography;

namespace MLPipeline.Backbones;

/// <summary>
/// Brings the file of a catalogue entry into a folder, whole and with the right SHA-256, or not at all. An interrupted download leaves
/// <c>FILE.partial</c>, and the next one goes on from there. Safe for concurrent use, also by several processes on one folder: one
/// downloads, the others wait and take its result.
/// </summary>
public sealed class BackboneDownloader : IDisposable
{
    private readonly HttpClient _client;
    private readonly bool _ownsClient;
    private readonly BackboneDownloadOptions _options;
    private readonly TimeProvider _time;

    /// <param name="client">Used for every request and not disposed; null makes one that lives as long as this object.</param>
    /// <param name="options">Patience; null takes the defaults.</param>
    /// <param name="time">Clock of all waiting; null takes the system's.</param>
    /// <exception cref="BackboneException">An option is out of range.</exception>
    public BackboneDownloader(HttpClient? client = null, BackboneDownloadOptions? options = null, TimeProvider? time = null)
    {
        _options = options ?? new BackboneDownloadOptions();
        _options.Validate();
        _time = time ?? TimeProvider.System;
        _ownsClient = client is null;
        // Redirects are followed by HttpTransfer, which refuses a step from https to http; silence is timed there too.
        _client = client ?? new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
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
        var address = DownloadSource.Resolve(entry, from);
        folder = Path.GetFullPath(folder);
        var path = Path.Combine(folder, entry.FileName);
        void Report(BackboneDownloadPhase phase, long bytes, string detail = "")
            => progress?.Report(new(entry.Name, phase, bytes, entry.Bytes, detail));
        void Waiting() => Report(BackboneDownloadPhase.Waiting, 0, "somebody else is pulling the same file");

        using var turn = await AcquireAsync(path, Waiting, cancellation).ConfigureAwait(false);
        if (!await IsThereAsync(path, entry, cancellation).ConfigureAwait(false))
        {
            using var partial = await PartialFile.OpenAsync(path, cancellation).ConfigureAwait(false);
            ExpectSpace(folder, entry.Bytes - partial.Length);
            await FillAsync(address, entry, partial, Report, cancellation).ConfigureAwait(false);
            partial.Complete();
        }

        Report(BackboneDownloadPhase.Done, entry.Bytes);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsClient)
        {
            _client.Dispose();
        }
    }

    private delegate void ReportPhase(BackboneDownloadPhase phase, long bytes, string detail = "");

    /// <summary>Fetches until <paramref name="partial"/> is whole and right, or until there is no hope.</summary>
    private async Task FillAsync(
        Uri address, BackboneCatalogEntry entry, PartialFile partial, ReportPhase report, CancellationToken cancellation)
    {
        var transfer = new HttpTransfer(_client, _time, _options.StallTimeout);
        void Received() => report(BackboneDownloadPhase.Downloading, partial.Length);

        // What an earlier run left may be whole already, or belong to something else.
        var isLeftOver = partial.Length == entry.Bytes;
        if (partial.Length > entry.Bytes)
        {
            partial.Restart(version: null);
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (address.IsFile)
                {
                    await CopyAsync(address.LocalPath, entry, partial, Received, cancellation).ConfigureAwait(false);
                }
                else if (partial.Length < entry.Bytes)
                {
                    await transfer.FetchAsync(address, entry, partial, Received, cancellation).ConfigureAwait(false);
                }
            }
            catch (InterruptedTransferException error)
            {
                if (attempt >= _options.Attempts)
                {
                    throw new BackboneException(
                        $"{entry.FileName} could not be downloaded in {attempt} attempts; at last {error.Message}. "
                        + $"What has arrived is kept: run the same command again. {HttpTransfer.WayOut(entry)}",
                        error);
                }

                var delay = Delay(attempt, error.RetryAfter);
                report(
                    BackboneDownloadPhase.Retrying, partial.Length, $"{error.Message}; trying again in {delay.TotalSeconds:0.#} seconds");
                await Task.Delay(delay, _time, cancellation).ConfigureAwait(false);
                continue;
            }

            var actual = partial.Sha256();
            if (actual == entry.Sha256)
            {
                return;
            }

            // Parts of two different files may have been joined: one download in a single piece decides.
            if ((partial.IsJoined || isLeftOver) && attempt < _options.Attempts)
            {
                isLeftOver = false;
                partial.Restart(version: null);
                continue;
            }

            partial.Delete();
            throw new BackboneException(
                $"{address} is not {entry.FileName}: its SHA-256 is {actual}, expected {entry.Sha256}. The file was deleted. "
                + HttpTransfer.WayOut(entry));
        }
    }

    private TimeSpan Delay(int attempt, TimeSpan? asked)
    {
        var delay = _options.FirstDelay * Math.Pow(2, Math.Min(attempt - 1, 20));
        delay = asked > delay ? asked.Value : delay;
        return delay < _options.LongestDelay ? delay : _options.LongestDelay;
    }

    private static async Task CopyAsync(
        string file, BackboneCatalogEntry entry, PartialFile partial, Action received, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            throw new BackboneException($"There is no {file}: --from needs a folder that holds {entry.FileName}, or the path of the file.");
        }

        using var source = File.OpenRead(file);
        if (source.Length != entry.Bytes)
        {
            throw new BackboneException($"{file} is not {entry.FileName}: it has {source.Length:N0} bytes, expected {entry.Bytes:N0}.");
        }

        partial.Restart(version: null);
        var buffer = new byte[1 << 17];
        int read;
        while ((read = await source.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
        {
            partial.Append(buffer.AsSpan(0, read));
            received();
        }
    }

    private static async Task<bool> IsThereAsync(string path, BackboneCatalogEntry entry, CancellationToken cancellation)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != entry.Bytes)
        {
            return false;
        }

        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false)) == entry.Sha256;
    }

    private async Task<IDisposable> AcquireAsync(string path, Action waiting, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return await FileLock.AcquireAsync(path + ".lock", _time, waiting, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BackboneException(
                $"{path} cannot be written: {error.Message.TrimEnd('.')}. Set MLPIPELINE_HOME to a folder that can be written.", error);
        }
    }

    private static void ExpectSpace(string folder, long needed)
    {
        // On Windows only drives tell their free space, shares do not.
        var drive = OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder;
        if (!drive.StartsWith(@"\\", StringComparison.Ordinal) && new DriveInfo(drive).AvailableFreeSpace is var free && free < needed)
        {
            throw new BackboneException(
                $"{folder} has room for {free:N0} bytes, {needed:N0} are needed. "
                + "Free space, or set MLPIPELINE_HOME to a folder on another disk.");
        }
    }
}
