using System.Globalization;
using System.Security.Cryptography;

namespace MLPipeline.Hosting;

/// <summary>
/// A model file, watched by what the operating system reports and by looking at it regularly. A change is read when the file has stayed
/// as it is for a while, and handed on when its bytes are others than before.
/// </summary>
internal sealed class FileModelSource(string path, bool watch, PredictionEnginePoolOptions options, TimeProvider time) : ModelSource
{
    // A file written twice within the clock of its file system (2 s on FAT) and of the same length looks the same after both.
    private static readonly TimeSpan CoarsestClock = TimeSpan.FromSeconds(3);

    // For what length and time never show: another file of the same length and time renamed into place where nothing is reported.
    private static readonly TimeSpan LongestTrust = TimeSpan.FromMinutes(5);

    // Whoever puts a new file there must be able to, on Windows too.
    private static readonly FileStreamOptions Reading = new()
    {
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 0,
        Options = FileOptions.Asynchronous,
    };

    private readonly FolderWatch _watch = new();
    private volatile FileState? _seen;
    private string? _version;
    private long _trustedUntil;

    public override string Place => path;

    public override bool IsWatched => watch;

    public override bool MustBeThereAtStart => true;

    public override async Task WaitAsync(CancellationToken stop)
    {
        while (true)
        {
            var told = await _watch.WaitAsync(options.PollPeriod, stop).ConfigureAwait(false);
            if (told || Look() != _seen || time.GetTimestamp() > Volatile.Read(ref _trustedUntil))
            {
                return;
            }
        }
    }

    public override async Task<ModelContent?> ReadAsync(bool always, CancellationToken cancellation)
    {
        while (true)
        {
            var state = await SettledAsync(cancellation).ConfigureAwait(false);
            if (state.IsMissing)
            {
                _watch.Renew();
                (_seen, _version) = (state, null);
                Trust(LongestTrust);
                throw new FileNotFoundException(
                    Directory.Exists(path) ? $"'{path}' is a folder, not a file." : $"There is no file '{path}'.");
            }

            if (state.Length > options.MaxModelBytes)
            {
                See(state);
                throw TooLong(state);
            }

            try
            {
                using var file = new FileStream(state.Target, Reading);
                if (!always && _version is not null && await VersionOfAsync(file, cancellation).ConfigureAwait(false) == _version)
                {
                    See(state);
                    return null;
                }

                file.Position = 0;
                var bytes = await LimitedReading.ReadAsync(file, options.MaxModelBytes, cancellation).ConfigureAwait(false);
                if (Look() != state)
                {
                    continue; // it changed while it was read
                }

                See(state);
                var content = ModelContent.Of(bytes ?? throw TooLong(state));
                _version = content.Version;
                return content;
            }
            catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
            {
                // replaced between looking and opening: look again
            }
        }
    }

    public override void Dispose() => _watch.Dispose();

    /// <summary>The state that has not changed for the settle time.</summary>
    private async Task<FileState> SettledAsync(CancellationToken cancellation)
    {
        for (var state = Look(); ;)
        {
            await Task.Delay(options.SettleTime, cancellation).ConfigureAwait(false); // files do not keep to a program's own clock
            var later = Look();
            if (later == state)
            {
                return state;
            }

            state = later;
        }
    }

    private FileState Look()
    {
        var linked = LinkedPath.Follow(path);
        if (watch)
        {
            _watch.Follow(linked.Places);
        }

        return FileState.Of(linked);
    }

    private void See(FileState state)
    {
        _seen = state;
        Trust((time.GetUtcNow().UtcDateTime - state.Written).Duration() < CoarsestClock ? CoarsestClock : LongestTrust);
    }

    private void Trust(TimeSpan period) =>
        Volatile.Write(ref _trustedUntil, time.GetTimestamp() + (long)(period.TotalSeconds * time.TimestampFrequency));

    private static async Task<string> VersionOfAsync(FileStream file, CancellationToken cancellation) =>
        Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false));

    private InvalidDataException TooLong(FileState state) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"'{path}' has {state.Length:N0} bytes; at most {options.MaxModelBytes:N0} are accepted (MaxModelBytes)."));
}
