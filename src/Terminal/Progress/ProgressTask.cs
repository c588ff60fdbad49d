namespace MLPipeline.Terminal;

/// <summary>
/// The progress of one piece of work on stderr: a live line on a terminal, a few milestones elsewhere. Dispose it when the work ends,
/// well or not: one line stays that says how far it came. Thread-safe.
/// </summary>
public sealed class ProgressTask : IDisposable
{
    private readonly ProgramConsole _console;
    private readonly IProgressView? _view;
    private readonly long _start;
    private ProgressState _state;
    private bool _ended;

    internal ProgressTask(ProgramConsole console, IProgressView? view, string title, long? total, ProgressUnit unit, long doneBefore)
    {
        _console = console;
        _view = view;
        _start = console.Time.GetTimestamp();
        _state = new ProgressState(title, total, unit) { Done = doneBefore, DoneBefore = doneBefore };
        lock (console.Gate)
        {
            console.LiveView = view;
            view?.Show(_state);
        }
    }

    /// <summary>Shows how far the work is.</summary>
    /// <param name="done">Finished so far, of the total. Lower numbers than before are ignored: threads may overtake each other.</param>
    /// <param name="rate">Per second; by default all that was done since the start over the time since then.</param>
    /// <param name="timeLeft">By default what is left at that rate.</param>
    /// <param name="note">A few words more, e.g. <c>3 unreadable</c>.</param>
    public void Report(long done, double? rate = null, TimeSpan? timeLeft = null, string note = "")
    {
        lock (_console.Gate)
        {
            if (_ended || done < _state.Done)
            {
                return;
            }

            var elapsed = _console.Time.GetElapsedTime(_start);
            rate ??= done > _state.DoneBefore && elapsed > TimeSpan.Zero ? (done - _state.DoneBefore) / elapsed.TotalSeconds : null;
            timeLeft ??= rate > 0 && _state.Total is { } total
                ? TimeSpan.FromSeconds(Math.Min((total - done) / rate.Value, TimeSpan.MaxValue.TotalSeconds / 2))
                : null;
            _state = _state with { Done = done, Rate = rate, TimeLeft = timeLeft, Note = note, Elapsed = elapsed };
            _view?.Show(_state);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_console.Gate)
        {
            if (_ended)
            {
                return;
            }

            _ended = true;
            _state = _state with { Elapsed = _console.Time.GetElapsedTime(_start) };
            if (_view is not null)
            {
                _view.Clear();
                _console.Say(_state.Summary());
            }
        }
    }
}
