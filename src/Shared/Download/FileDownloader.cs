using System.Security.Cryptography;

namespace MLPipeline;

/// <summary>
/// Brings a published file into a folder, whole and with the right SHA-256, or not at all. An interrupted download leaves
/// <c>FILE.partial</c>, and the next one goes on from there. Safe for concurrent use, also by several processes on one folder: one
/// downloads, the others wait and take its result. Source that several projects compile in.
/// </summary>
internal sealed class FileDownloader : IDisposable
{
    private readonly HttpClient _client;
    private readonly bool _ownsClient;
    private readonly string _folderSwitch;
    private readonly DownloadPatience _patience;
    private readonly TimeProvider _time;

    /// <param name="folderSwitch">How the user names another folder, for messages: <c>set MLPIPELINE_HOME to</c>.</param>
    /// <param name="client">Used for every request and not disposed; null makes one that lives as long as this object.</param>
    /// <param name="patience">Null takes the defaults.</param>
    /// <param name="time">Clock of all waiting; null takes the system's.</param>
    public FileDownloader(string folderSwitch, HttpClient? client = null, DownloadPatience? patience = null, TimeProvider? time = null)
    {
        _folderSwitch = folderSwitch;
        _patience = patience ?? DownloadPatience.Default;
        _time = time ?? TimeProvider.System;
        _ownsClient = client is null;
        // Redirects are followed by HttpTransfer, which refuses a step from https to http; silence is timed there too.
        _client = client ?? new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>
    /// The file's path in <paramref name="folder"/>; nothing is requested when it lies there already with the right SHA-256.
    /// </summary>
    /// <param name="file">What to bring.</param>
    /// <param name="folder">Where to; made where missing.</param>
    /// <param name="from">A mirror in place of the published address; see <see cref="DownloadSource.Resolve"/>.</param>
    /// <param name="report">Told of every block and every change of phase.</param>
    /// <param name="cancellation">Stops the download; what has arrived is kept for the next one.</param>
    /// <exception cref="DownloadException">The file cannot be had, is not the one expected, or cannot be written; the message says what to
    /// do.</exception>
    public async Task<string> DownloadAsync(
        RemoteFile file, string folder, string? from, DownloadReport report, CancellationToken cancellation)
    {
        var address = DownloadSource.Resolve(file, from);
        folder = Path.GetFullPath(folder);
        var path = Path.Combine(folder, file.Name);
        void Waiting() => report(DownloadPhase.Waiting, 0, "somebody else is pulling the same file");

        using var turn = await AcquireAsync(path, Waiting, cancellation).ConfigureAwait(false);
        if (!await IsThereAsync(path, file, cancellation).ConfigureAwait(false))
        {
            using var partial = await PartialFile.OpenAsync(path, _folderSwitch, cancellation).ConfigureAwait(false);
            ExpectSpace(folder, file.Bytes - partial.Length);
            await FillAsync(address, file, partial, report, cancellation).ConfigureAwait(false);
            partial.Complete();
        }

        report(DownloadPhase.Done, file.Bytes);
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

    /// <summary>Fetches until <paramref name="partial"/> is whole and right, or until there is no hope.</summary>
    private async Task FillAsync(
        Uri address, RemoteFile file, PartialFile partial, DownloadReport report, CancellationToken cancellation)
    {
        var transfer = new HttpTransfer(_client, _time, _patience.StallTimeout);
        void Received() => report(DownloadPhase.Downloading, partial.Length);

        // What an earlier run left may be whole already, or belong to something else.
        var isLeftOver = partial.Length == file.Bytes;
        if (partial.Length > file.Bytes)
        {
            partial.Restart(version: null);
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (address.IsFile)
                {
                    await CopyAsync(address.LocalPath, file, partial, Received, cancellation).ConfigureAwait(false);
                }
                else if (partial.Length < file.Bytes)
                {
                    await transfer.FetchAsync(address, file, partial, Received, cancellation).ConfigureAwait(false);
                }
            }
            catch (InterruptedTransferException error)
            {
                if (attempt >= _patience.Attempts)
                {
                    throw new DownloadException(
                        $"{file.Name} could not be downloaded in {attempt} attempts; at last {error.Message}. "
                        + $"What has arrived is kept: run the same command again. {HttpTransfer.WayOut(file)}",
                        error);
                }

                var delay = Delay(attempt, error.RetryAfter);
                report(
                    DownloadPhase.Retrying, partial.Length, $"{error.Message}; trying again in {delay.TotalSeconds:0.#} seconds");
                await Task.Delay(delay, _time, cancellation).ConfigureAwait(false);
                continue;
            }

            var actual = partial.Sha256();
            if (actual == file.Sha256)
            {
                return;
            }

            // Parts of two different files may have been joined: one download in a single piece decides.
            if ((partial.IsJoined || isLeftOver) && attempt < _patience.Attempts)
            {
                isLeftOver = false;
                partial.Restart(version: null);
                continue;
            }

            partial.Delete();
            throw new DownloadException(
                $"{address} is not {file.Name}: its SHA-256 is {actual}, expected {file.Sha256}. The file was deleted. "
                + HttpTransfer.WayOut(file));
        }
    }

    private TimeSpan Delay(int attempt, TimeSpan? asked)
    {
        var delay = _patience.FirstDelay * Math.Pow(2, Math.Min(attempt - 1, 20));
        delay = asked > delay ? asked.Value : delay;
        return delay < _patience.LongestDelay ? delay : _patience.LongestDelay;
    }

    private static async Task CopyAsync(
        string path, RemoteFile file, PartialFile partial, Action received, CancellationToken cancellation)
    {
        if (!File.Exists(path))
        {
            throw new DownloadException($"There is no {path}: --from needs a folder that holds {file.Name}, or the path of the file.");
        }

        using var source = File.OpenRead(path);
        if (source.Length != file.Bytes)
        {
            throw new DownloadException($"{path} is not {file.Name}: it has {source.Length:N0} bytes, expected {file.Bytes:N0}.");
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

    private static async Task<bool> IsThereAsync(string path, RemoteFile file, CancellationToken cancellation)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != file.Bytes)
        {
            return false;
        }

        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false)) == file.Sha256;
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
            throw new DownloadException(
                $"{path} cannot be written: {error.Message.TrimEnd('.')}. Mend the folder's rights, or {_folderSwitch} a folder that can be written.", error);
        }
    }

    private void ExpectSpace(string folder, long needed)
    {
        // On Windows only drives tell their free space, shares do not.
        var drive = OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder;
        if (!drive.StartsWith(@"\\", StringComparison.Ordinal) && new DriveInfo(drive).AvailableFreeSpace is var free && free < needed)
        {
            throw new DownloadException(
                $"{folder} has room for {free:N0} bytes, {needed:N0} are needed. "
                + $"Free space, or {_folderSwitch} a folder on another disk.");
        }
    }
}
