namespace MLPipeline.Evaluation;

/// <summary>
/// Takes predictions row by row and gives the metrics of all rows so far. Keeps counts and sums only, `[classes, classes]` at most: the
/// number of rows costs no memory. Sums run in double in the order of the rows, so the same rows in the same order give the same metrics
/// to the last bit. Not thread-safe.
/// </summary>
public sealed class MulticlassEvaluator
{
    private readonly string[] _classNames;
    private readonly EvaluationOptions _options;
    private readonly double[][] _confusion;
    private readonly long[] _rowsByRank;
    private readonly double[] _classLogLoss;
    private readonly CalibrationTally _calibration;
    private double _logLoss;
    private long _rows;
    private long _unknownClass;
    private long _unlabeled;
    private long _badScores;

    /// <summary>An evaluation without rows.</summary>
    /// <param name="classNames">The classes in the order of the scores: at least one, none empty, none twice.</param>
    /// <param name="options">What to report; the defaults when null.</param>
    /// <exception cref="ArgumentException">Class names or options are invalid; the message lists every fault.</exception>
    public MulticlassEvaluator(IReadOnlyList<string> classNames, EvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        _options = options ?? new EvaluationOptions();
        _classNames = [.. classNames];
        string[] faults = [.. FaultsOf(_classNames), .. _options.FaultsFor(_classNames.Length)];
        if (faults.Length > 0)
            throw new ArgumentException("The evaluation cannot start. " + string.Join(" ", faults));

        _confusion = [.. _classNames.Select(_ => new double[_classNames.Length])];
        _rowsByRank = new long[_classNames.Length + 1];
        _classLogLoss = new double[_classNames.Length];
        _calibration = new CalibrationTally(_options.CalibrationBins);
    }

    /// <summary>Adds one row.</summary>
    /// <param name="label">
    /// The true class, zero-based. Negative: unknown, the row is dropped and counted. Not below the number of classes: a class that the
    /// network does not know; the row counts as wrong, as in ML.NET, and in
    /// <see cref="MulticlassClassificationMetrics.RowsOfUnknownClass"/>.
    /// </param>
    /// <param name="scores">Probabilities `[classes]`. A row with NaN or infinity is dropped and counted.</param>
    /// <exception cref="ArgumentException">There are not as many scores as classes.</exception>
    public void Add(int label, ReadOnlySpan<float> scores)
    {
        if (scores.Length != _classNames.Length)
            throw new ArgumentException($"A row has {scores.Length} scores; there are {_classNames.Length} classes.", nameof(scores));

        if (label < 0)
            _unlabeled++;
        else if (!ScoreRow.AllFinite(scores))
            _badScores++;
        else
            Count(label, scores);
    }

    /// <summary>Adds rows, as <see cref="Add(int, ReadOnlySpan{float})"/> does one by one.</summary>
    /// <param name="labels">True classes `[N]`.</param>
    /// <param name="scores">Probabilities `[N, classes]`, row after row.</param>
    /// <exception cref="ArgumentException"><paramref name="scores"/> does not hold N rows; nothing was added.</exception>
    public void Add(ReadOnlySpan<int> labels, ReadOnlySpan<float> scores)
    {
        var classes = _classNames.Length;
        if (scores.Length != (long)labels.Length * classes)
        {
            var needed = $"{labels.Length} labels and {classes} classes need [{labels.Length}, {classes}] scores";
            throw new ArgumentException($"{needed}; there are {scores.Length}.", nameof(scores));
        }

        for (var row = 0; row < labels.Length; row++)
            Add(labels[row], scores.Slice(row * classes, classes));
    }

    /// <summary>The metrics of the rows added so far. Adding more rows later does not change them.</summary>
    public MulticlassClassificationMetrics ToMetrics()
    {
        var confusion = new ConfusionMatrix(_classNames, [.. _confusion.Select(row => row.ToArray())]);
        return new MulticlassClassificationMetrics(confusion, _classLogLoss, _rowsByRank, _rows, _logLoss, _options)
        {
            RowsOfUnknownClass = _unknownClass,
            DroppedRows = new DroppedRows(_unlabeled, _badScores),
            Calibration = _calibration.ToCalibration(),
            MicroAccuracyInterval = AccuracyBootstrap.Percentile(_rowsByRank[0], _rows, _options),
        };
    }

    private void Count(int label, ReadOnlySpan<float> scores)
    {
        var predicted = ScoreRow.IndexOfHighest(scores);
        var known = label < scores.Length;
        var logLoss = ScoreRow.LogLoss(label, scores);

        _rows++;
        _logLoss += logLoss;
        _rowsByRank[known ? RankOf(label, scores) : scores.Length]++;
        _calibration.Add(scores[predicted], predicted == label);
        if (known)
        {
            _confusion[label][predicted]++;
            _classLogLoss[label] += logLoss;
        }
        else
        {
            _unknownClass++;
        }
    }

    /// <summary>Of equal scores the lower index wins, as in <see cref="ScoreRow.IndexOfHighest"/>.</summary>
    private static int RankOf(int label, ReadOnlySpan<float> scores)
    {
        var rank = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] > scores[label] || (scores[i] == scores[label] && i < label))
                rank++;
        }

        return rank;
    }

    private static IEnumerable<string> FaultsOf(string[] classNames)
    {
        if (classNames.Length == 0)
            yield return "There are no class names; at least one is needed.";
        for (var i = 0; i < classNames.Length; i++)
        {
            if (string.IsNullOrEmpty(classNames[i]))
                yield return $"Class {i} has no name.";
        }

        foreach (var name in classNames.Where(name => !string.IsNullOrEmpty(name)).GroupBy(name => name, StringComparer.Ordinal))
        {
            if (name.Count() > 1)
                yield return $"The class name \"{name.Key}\" stands {name.Count()} times; names have to differ.";
        }
    }
}
