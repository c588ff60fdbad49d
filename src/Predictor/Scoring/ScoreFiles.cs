using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Scoring;

/// <summary>Writes what becomes of each image into the file where it belongs, and counts.</summary>
internal sealed class ScoreFiles : IDisposable
{
    private readonly IScoreTarget _target;
    private readonly IScoreWriter _rows;
    private readonly BadImageList _bad;
    private readonly Review? _review;
    private readonly PathHash _paths = new();
    private long _rowCount;
    private bool _textsHaveEnded;

    /// <param name="target">Where it goes.</param>
    /// <param name="options">What is written.</param>
    /// <param name="isFirst">Whether the table is whole or the first part of one, which has the heading.</param>
    public ScoreFiles(IScoreTarget target, ScoreOptions options, bool isFirst)
    {
        _target = target;
        _rowCount = target.Before.Rows;
        _review = options.Review is { } review ? new Review(review, target.ReviewLog) : null;
        _rows = options.IsJsonLines
            ? new JsonLinesScoreWriter(target.Table, options.Columns)
            : new CsvScoreWriter(target.Table, options.Columns, hasHeading: isFirst && target.Table.Position == 0);
        _bad = new BadImageList(target.Errors, hasHeading: isFirst && target.Errors.Position == 0, target.Before.Unreadable);
    }

    /// <summary>Until now, without the hash, which takes longer.</summary>
    public ScoreCounts Counts => new(_paths.Count, _rowCount, _bad.Count, "");

    /// <summary>Goes past the images that an earlier run has scored.</summary>
    /// <exception cref="UsageException">They are not the same.</exception>
    public void SkipDone(IEnumerator<string> paths)
    {
        while (_paths.Count < _target.Before.Done && paths.MoveNext())
        {
            _paths.Add(paths.Current);
        }

        if (_paths.Count < _target.Before.Done || _paths.Value() != _target.Before.PathsSha256)
        {
            throw new UsageException(
                $"--resume: the list of images does not begin with the {Measure.Count(_target.Before.Done)} that were scored already. "
                    + "Give the list it was begun with, or leave out --resume to begin anew.");
        }
    }

    /// <summary>Lists folders that could not be looked into.</summary>
    public void WriteFaults(IEnumerable<ImageException> faults)
    {
        foreach (var fault in faults)
        {
            _bad.Write(fault.Path!, fault);
        }
    }

    public void Write(string path, PredictionOutcome outcome)
    {
        if (outcome.Prediction is { } prediction)
        {
            _rows.Write(path, prediction);
            _review?.Add(_paths.Count, path, prediction);
            _rowCount++;
        }
        else
        {
            _bad.Write(path, outcome.Fault!);
        }

        _paths.Add(path);
    }

    /// <summary>Makes everything written until now survive the process.</summary>
    public void Save()
    {
        _rows.Flush();
        _bad.Flush();
        _review?.Flush();
        _target.Save(Counts with { PathsSha256 = _paths.Value() });
    }

    public void Complete(ScorePlaces places)
    {
        EndTexts();
        if (_review is not null)
        {
            ContinuedFile.Replace(places.Review!, _review.Write);
        }

        _target.Complete(Counts with { PathsSha256 = _paths.Value() });
    }

    public void Dispose()
    {
        EndTexts();
        _paths.Dispose();
    }

    private void EndTexts()
    {
        if (_textsHaveEnded)
        {
            return;
        }

        _textsHaveEnded = true; // once only: each of them writes what it still has, and its file may be in its place by then
        _rows.Dispose();
        _bad.Dispose();
        _review?.Dispose();
    }
}
