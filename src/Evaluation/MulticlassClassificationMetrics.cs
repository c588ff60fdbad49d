namespace MLPipeline.Evaluation;

/// <summary>
/// How good a classifier is on a test set. ML.NET's members with ML.NET's definitions, plus figures it does not give. Where ML.NET's answer
/// misleads, the member says what it says instead; <c>docs/evaluation.md</c> lists all differences. Immutable and thread-safe.
/// </summary>
public sealed class MulticlassClassificationMetrics
{
    private readonly double[] _topKAccuracy;

    internal MulticlassClassificationMetrics(
        ConfusionMatrix confusion, double[] classLogLoss, long[] rowsByRank, long rows, double logLossSum, EvaluationOptions options)
    {
        ConfusionMatrix = confusion;
        RowCount = rows;
        PerClassLogLoss = [.. classLogLoss.Select((sum, one) => confusion.Support[one] > 0 ? sum / confusion.Support[one] : 0)];
        PerClass = [.. confusion.ClassNames.Select((_, one) => OneClass(one))];
        MacroAverage = AverageMetrics.Macro(PerClass);
        WeightedAverage = AverageMetrics.Weighted(PerClass);
        MacroAccuracy = MacroAverage.Recall;
        LogLoss = logLossSum / rows;
        LogLossReduction = Reduction(confusion.Support, rows, LogLoss);

        _topKAccuracy = new double[confusion.NumberOfClasses];
        long hits = 0;
        for (var rank = 0; rank < _topKAccuracy.Length; rank++)
            _topKAccuracy[rank] = (double)(hits += rowsByRank[rank]) / rows;
        TopKPredictionCount = options.TopKPredictionCount;
    }

    /// <summary>Right rows / all rows, 0 to 1. Without rows NaN (ML.NET: 0).</summary>
    public double MicroAccuracy => _topKAccuracy[0];

    /// <summary>Mean recall of the classes that have test rows, 0 to 1. Without such classes NaN (ML.NET: 0).</summary>
    public double MacroAccuracy { get; }

    /// <summary>
    /// Mean of -ln(score of the true class), in nats, 0 (best) to 34.54: the score is kept within 1e-15 (as float32) and 1, as in ML.NET.
    /// Without rows NaN (ML.NET: 0, a perfect score).
    /// </summary>
    public double LogLoss { get; }

    /// <summary>
    /// (H - <see cref="LogLoss"/>) / H, where H is the entropy of the test set's class shares: 1 is perfect, 0 no better than always
    /// answering with those shares, below 0 worse. With a single class in the test set H is 0 and nothing can be reduced: NaN
    /// (ML.NET: +infinity, or NaN for a perfect classifier).
    /// </summary>
    public double LogLossReduction { get; }

    /// <summary>The K that was asked for; 0 when none was.</summary>
    public int TopKPredictionCount { get; }

    /// <summary>
    /// Share of rows whose true class is among the <see cref="TopKPredictionCount"/> highest scores, 0 to 1; ties go to the lower index.
    /// 0 when no K was asked for; NaN without rows.
    /// </summary>
    public double TopKAccuracy => TopKAccuracyForAllK?[^1] ?? 0;

    /// <summary>The top-k accuracy for k = 1 to <see cref="TopKPredictionCount"/>; null when no K was asked for.</summary>
    public IReadOnlyList<double>? TopKAccuracyForAllK => TopKPredictionCount == 0 ? null : _topKAccuracy[..TopKPredictionCount];

    /// <summary>
    /// Per class: mean log-loss over the rows whose true class it is, in nats; 0 when it has none, as in ML.NET.
    /// <see cref="ClassMetrics.LogLoss"/> has NaN there.
    /// </summary>
    public IReadOnlyList<double> PerClassLogLoss { get; }

    /// <summary>Which classes were taken for which.</summary>
    public ConfusionMatrix ConfusionMatrix { get; }

    /// <summary>Precision, recall, F1, support and log-loss of every class, in the order of the classes.</summary>
    public IReadOnlyList<ClassMetrics> PerClass { get; }

    /// <summary>Means in which every class with test rows weighs the same; its recall is <see cref="MacroAccuracy"/>.</summary>
    public AverageMetrics MacroAverage { get; }

    /// <summary>Means in which every class weighs as its test rows do.</summary>
    public AverageMetrics WeightedAverage { get; }

    /// <summary>Percentile bootstrap interval of <see cref="MicroAccuracy"/>.</summary>
    public required ConfidenceInterval MicroAccuracyInterval { get; init; }

    /// <summary>The reliability curve and the expected calibration error.</summary>
    public required Calibration Calibration { get; init; }

    /// <summary><see cref="Calibration.ExpectedCalibrationError"/> of <see cref="Calibration"/>.</summary>
    public double ExpectedCalibrationError => Calibration.ExpectedCalibrationError;

    /// <summary>Rows that the metrics contain.</summary>
    public long RowCount { get; }

    /// <summary>
    /// Rows among <see cref="RowCount"/> whose true class the network does not know: wrong in every accuracy over rows, absent per class.
    /// </summary>
    public required long RowsOfUnknownClass { get; init; }

    /// <summary>Rows that the metrics do not contain.</summary>
    public required DroppedRows DroppedRows { get; init; }

    /// <summary>Share of rows whose true class is among the k highest scores, 0 to 1, for any k; NaN without rows.</summary>
    /// <param name="k">1 to the number of classes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is outside that range.</exception>
    public double GetTopKAccuracy(int k)
    {
        if (k < 1 || k > _topKAccuracy.Length)
            throw new ArgumentOutOfRangeException(nameof(k), k, $"Valid are 1 to {_topKAccuracy.Length}, the number of classes.");
        return _topKAccuracy[k - 1];
    }

    private ClassMetrics OneClass(int one)
    {
        var right = ConfusionMatrix.Counts[one][one];
        var predicted = ConfusionMatrix.PredictionCounts[one];
        var support = ConfusionMatrix.Support[one];
        return new ClassMetrics(
            ConfusionMatrix.ClassNames[one],
            right / predicted,
            right / support,
            2 * right / (predicted + support),
            support,
            support > 0 ? PerClassLogLoss[one] : double.NaN);
    }

    private static double Reduction(IReadOnlyList<long> support, long rows, double logLoss)
    {
        // One division at the end, not one per class: so ML.NET's last bit is met too.
        var entropy = -support.Where(count => count > 0).Sum(count => count * Math.Log((double)count / rows)) / rows;
        return entropy > 0 ? (entropy - logLoss) / entropy : double.NaN;
    }
}
