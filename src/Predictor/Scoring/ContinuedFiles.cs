using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Scoring;

/// <summary>
/// Files that stay when the process ends in whatever way, and a record that says how much of them counts. What was written after the last
/// record is cut off and computed again, so that nothing is missing and nothing is there twice.
/// </summary>
internal sealed class ContinuedFiles : IScoreTarget
{
    /// <summary>Saving waits for the disk: it takes a twentieth of the time at the most, however slow that is.</summary>
    private const int WorkPerSaving = 20;

    private readonly ScorePlaces _places;
    private readonly ScoreIdentity _identity;
    private readonly TimeProvider _time;
    private readonly ContinuedFile _table;
    private readonly ContinuedFile _errors;
    private readonly ContinuedFile? _review;
    private long _lastSaved;
    private TimeSpan _savingTook;

    private ContinuedFiles(ScorePlaces places, ScoreIdentity identity, TimeProvider time)
    {
        (_places, _identity, _time) = (places, identity, time);
        _table = new ContinuedFile(places.Table);
        try
        {
            _errors = new ContinuedFile(places.Errors);
            _review = places.Review is null ? null : new ContinuedFile(LogOf(places.Review));
        }
        catch
        {
            _errors?.Dispose();
            _table.Dispose();
            throw;
        }
    }

    public ScoreCounts Before { get; private set; } = ScoreCounts.None;

    /// <summary>Whether an earlier run has finished: there is nothing more to do.</summary>
    public bool AreComplete { get; private set; }

    public Stream Table => _table.Stream;

    public Stream Errors => _errors.Stream;

    public Stream? ReviewLog => _review?.Stream;

    public bool WantsToBeSaved => _time.GetElapsedTime(_lastSaved) >= _savingTook * WorkPerSaving;

    /// <param name="places">Where the results go.</param>
    /// <param name="identity">What decides them.</param>
    /// <param name="resumes">Whether to go on where an earlier run has ended.</param>
    /// <param name="time">The clock of saving.</param>
    /// <exception cref="UsageException">The earlier run was another one.</exception>
    /// <exception cref="IOException">
    /// Another process is at work, the earlier run's files are not as it left them, or they cannot be written.
    /// </exception>
    public static ContinuedFiles Open(ScorePlaces places, ScoreIdentity identity, bool resumes, TimeProvider time)
    {
        var files = new ContinuedFiles(places, identity, time);
        try
        {
            files.Begin(resumes ? ScoreRecord.Read(places.Record) : null);
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <exception cref="UsageException">The record is that of another table.</exception>
    public static void RequireSame(ScoreRecord record, ScoreIdentity identity, ScorePlaces places)
    {
        if (record.Identity.DifferencesFrom(identity, "then", "now").ToArray() is { Length: > 0 } differences)
        {
            throw new UsageException(
                $"--resume: '{places.Table}' was begun with other input: {string.Join("; ", differences)}. "
                    + "Give what it was begun with, or leave out --resume to begin anew.");
        }
    }

    public void Save(ScoreCounts counts)
    {
        var start = _time.GetTimestamp();
        Write(counts, isComplete: false);
        _lastSaved = _time.GetTimestamp();
        _savingTook = _time.GetElapsedTime(start, _lastSaved);
    }

    public void Complete(ScoreCounts counts)
    {
        Write(counts, isComplete: true);
        _errors.Complete();
        _table.Complete();
        _review?.Remove();
    }

    public void Dispose()
    {
        _review?.Dispose();
        _errors.Dispose();
        _table.Dispose();
    }

    private static string LogOf(string review) => review + ".log";

    private void Begin(ScoreRecord? record)
    {
        if (record is not null)
        {
            RequireSame(record, _identity, _places);
        }

        if (record is { Complete: true })
        {
            if (_errors.IsComplete(record.ErrorsBytes) & _table.IsComplete(record.TableBytes))
            {
                _review?.Remove();
                (AreComplete, Before) = (true, record.Counts);
                return;
            }

            throw new IOException(
                $"'{_places.Table}' was finished, but it or '{_places.Errors}' is gone or was changed since. "
                    + "Leave out --resume to begin anew.");
        }

        if (record is null)
        {
            File.Delete(_places.Record); // it says nothing about what comes now
        }

        _table.ContinueAt(record?.TableBytes ?? 0);
        _errors.ContinueAt(record?.ErrorsBytes ?? 0);
        _review?.ContinueAt(record?.ReviewBytes ?? 0);
        Before = record?.Counts ?? ScoreCounts.None;
    }

    private void Write(ScoreCounts counts, bool isComplete)
    {
        _table.Stream.Flush(flushToDisk: true);
        _errors.Stream.Flush(flushToDisk: true);
        _review?.Stream.Flush(flushToDisk: true);
        new ScoreRecord
        {
            Identity = _identity,
            Counts = counts,
            TableBytes = _table.Stream.Length,
            ErrorsBytes = _errors.Stream.Length,
            ReviewBytes = _review?.Stream.Length ?? 0,
            Errors = Relative(_places.Errors),
            Review = _places.Review is null ? null : Relative(_places.Review),
            Complete = isComplete,
        }.Write(_places.Record);
    }

    private string Relative(string file) => Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(_places.Record))!, file);
}
