using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace MLPipeline.Hosting;

/// <summary>
/// One model of the pool: the version in service, the source of newer ones, and the change from one to the next. A new version is loaded
/// and tried while the old one serves; then predictions that begin take the new one, and those in progress end with the old one.
/// </summary>
internal sealed class ServedModel : IDisposable
{
    private readonly ModelSource _source;
    private readonly ServingContext _context;
    private readonly Lazy<Task> _start;
    private readonly WaitingRoom? _room;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _exchange = new();
    private volatile LiveEngine? _live;
    private volatile ModelFailure? _unread; // why the source cannot be read
    private volatile ModelFailure? _refused; // why what was read last is not in service
    private bool _disposed;

    public ServedModel(string name, ModelSource source, ServingContext context)
    {
        Name = name;
        _source = source;
        _context = context;
        _start = new(() => Task.Run(BeginAsync));
        _room = context.Options.MicroBatches is { } batches ? new WaitingRoom(name, batches, context.Telemetry) : null;
        Predictions = new Predictions(this, _room, context.Telemetry);
    }

    public string Name { get; }

    public Predictions Predictions { get; }

    public bool MustBeThereAtStart => _source.MustBeThereAtStart;

    private string Title => Name.Length == 0 ? "(unnamed)" : Name;

    /// <summary>Loads the first version and begins to watch; once, however often it is called. Failures are kept in the state.</summary>
    public Task StartAsync() => _start.Value;

    public PooledModel Now()
    {
        var live = _live;
        return new PooledModel
        {
            Name = Name,
            Source = _source.Place,
            Version = live?.Version,
            LoadedAt = live?.LoadedAt,
            Contract = live?.Engine.Contract,
            Device = live?.Engine.Device,
            Failure = _unread ?? _refused,
        };
    }

    /// <summary>The version in service, held until the caller leaves it.</summary>
    /// <exception cref="ModelUnavailableException">There is none yet.</exception>
    public LiveEngine Enter()
    {
        if (!_start.IsValueCreated || !_start.Value.IsCompleted)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(PredictionEnginePool));
            StartAsync().GetAwaiter().GetResult(); // without a host, the first prediction loads the model
        }

        while (_live is { } live)
        {
            if (live.TryEnter())
            {
                return live;
            }
        }

        ObjectDisposedException.ThrowIf(_disposed, typeof(PredictionEnginePool));
        throw Unavailable();
    }

    public ModelUnavailableException Unavailable() =>
        new($"The model{(Name.Length == 0 ? "" : $" '{Name}'")} from '{_source.Place}' is not there: {(_unread ?? _refused)?.Reason}");

    public async Task ReloadAsync(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(PredictionEnginePool));
        await StartAsync().WaitAsync(cancellation).ConfigureAwait(false);
        if (await RefreshAsync(always: true, cancellation).ConfigureAwait(false) is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }
    }

    public void Dispose()
    {
        LiveEngine? last;
        lock (_exchange)
        {
            (_disposed, last, _live) = (true, _live, null);
        }

        _stop.Cancel();
        _source.Dispose();
        last?.Leave();
    }

    private async Task BeginAsync()
    {
        try
        {
            await RefreshAsync(always: true, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return; // disposed while it began
        }

        if (_source.IsWatched)
        {
            _ = Task.Run(FollowAsync);
        }
    }

    private async Task FollowAsync()
    {
        try
        {
            while (true)
            {
                await _source.WaitAsync(_stop.Token).ConfigureAwait(false);
                await RefreshAsync(always: false, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (_stop.IsCancellationRequested && error is OperationCanceledException or ObjectDisposedException)
        {
        }
        catch (Exception error)
        {
            PoolLog.WatchingEnded(_context.Logger, Title, _source.Place, error);
        }
    }

    /// <summary>
    /// Looks at the source and takes over what is new there. Gives the error, which is in the state too; null when all is well.
    /// </summary>
    private async Task<Exception?> RefreshAsync(bool always, CancellationToken cancellation)
    {
        await _oneAtATime.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            ModelContent? content;
            try
            {
                content = await _source.ReadAsync(always, cancellation).ConfigureAwait(false);
                _unread = null;
            }
            catch (Exception error) when (!cancellation.IsCancellationRequested)
            {
                _unread = Failed(_unread, error, version: null);
                return error;
            }

            return content is null ? null : TakeOver(content);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private Exception? TakeOver(ModelContent content)
    {
        if (content.Version == _live?.Version)
        {
            _refused = null;
            PoolLog.Unchanged(_context.Logger, Title, content.Version);
            return null;
        }

        var began = Stopwatch.GetTimestamp();
        try
        {
            var engine = ModelTrial.Load(content, _live?.Engine.Contract, _context.Options);
            _context.Telemetry.EngineLoaded(Name);
            var batches = _room is null ? null : new BatchQueue(engine, _room, _context.Options.Engine.ThreadsPerRun);
            var loadedAt = _context.Time.GetUtcNow();
            var fresh = new LiveEngine(engine, batches, content.Version, loadedAt, () => _context.Telemetry.EngineFreed(Name));
            Exchange(fresh, Stopwatch.GetElapsedTime(began));
            _refused = null;
            return null;
        }
        catch (Exception error)
        {
            _refused = Failed(_refused, error, content.Version);
            return error;
        }
    }

    private void Exchange(LiveEngine fresh, TimeSpan took)
    {
        LiveEngine? old;
        lock (_exchange)
        {
            old = _disposed ? fresh : _live;
            _live = _disposed ? null : fresh;
        }

        if (old is null)
        {
            PoolLog.Loaded(_context.Logger, Title, _source.Place, fresh.Version, took.TotalSeconds);
        }
        else if (old != fresh)
        {
            _context.Telemetry.Swapped(Name);
            PoolLog.Swapped(_context.Logger, Title, _source.Place, old.Version, fresh.Version, took.TotalSeconds);
        }

        old?.Leave();
    }

    /// <summary>Every failure counts; only one that says something new is logged and dated anew.</summary>
    private ModelFailure Failed(ModelFailure? before, Exception error, string? version)
    {
        _context.Telemetry.SwapFailed(Name, error);
        if (before is not null && before.Reason == error.Message && before.Version == version)
        {
            return before;
        }

        if (_live is { } live)
        {
            PoolLog.SwapFailed(_context.Logger, Title, _source.Place, live.Version, error.Message);
        }
        else
        {
            PoolLog.LoadFailed(_context.Logger, Title, _source.Place, error.Message);
        }

        return new ModelFailure(_context.Time.GetUtcNow(), error.Message, version);
    }
}
