namespace MLPipeline.Hosting;

/// <summary>
/// Tells at once when one of a few names changes in its folder, where the operating system reports that. It may miss changes (network file
/// systems, no watches left, a folder made anew), so whoever waits also looks from time to time.
/// </summary>
internal sealed class FolderWatch : IDisposable
{
    private readonly SemaphoreSlim _told = new(0);
    private readonly List<FileSystemWatcher> _watchers = [];
    private IReadOnlyList<FolderEntry> _places = [];
    private volatile bool _isWhole;
    private bool _disposed;

    /// <summary>Watches these names instead of the former ones; nothing is done when they are the same.</summary>
    public void Follow(IReadOnlyList<FolderEntry> places)
    {
        lock (_watchers)
        {
            if (_disposed || (_isWhole && places.SequenceEqual(_places)))
            {
                return;
            }

            Stop();
            (_places, _isWhole) = (places, true);
            foreach (var folder in places.GroupBy(place => place.Folder))
            {
                Watch(folder.Key, [.. folder.Select(place => place.Name)]);
            }
        }
    }

    /// <summary>Watches are to be made anew: a folder may have been deleted and made again.</summary>
    public void Renew() => _isWhole = false;

    /// <summary>Waits for a change; false when there was none for so long.</summary>
    public async Task<bool> WaitAsync(TimeSpan longest, CancellationToken stop)
    {
        var told = await _told.WaitAsync(longest, stop).ConfigureAwait(false);
        while (_told.Wait(0, CancellationToken.None))
        {
        }

        return told;
    }

    public void Dispose()
    {
        lock (_watchers)
        {
            _disposed = true;
            Stop();
        }
    }

    private void Watch(string folder, HashSet<string> names)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(folder)
            {
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
            };
            void Tell(string? name)
            {
                if (name is null || names.Contains(name))
                {
                    _told.Release();
                }
            }

            watcher.Changed += (_, change) => Tell(change.Name);
            watcher.Created += (_, change) => Tell(change.Name);
            watcher.Deleted += (_, change) => Tell(change.Name);
            watcher.Renamed += (_, change) =>
            {
                Tell(change.Name);
                Tell(change.OldName);
            };
            watcher.Error += (_, _) =>
            {
                Renew();
                Tell(null);
            };
            watcher.EnableRaisingEvents = true;
            _watchers.Add(watcher);
        }
        catch (Exception error) when (
            error is IOException or ArgumentException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            watcher?.Dispose();
            Renew(); // the poll sees what this watch would have seen, and tries to make it again
        }
    }

    private void Stop()
    {
        _watchers.ForEach(watcher => watcher.Dispose());
        _watchers.Clear();
    }
}
