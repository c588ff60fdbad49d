namespace MLPipeline.Evaluation;

/// <summary>
/// Keeps the rows with the highest losses of any number of rows: where the network was surest of the wrong class, or where the label is
/// wrong. Memory depends on how many are kept alone. Rows that <see cref="MulticlassEvaluator"/> drops (no label, a score that is no
/// number) are left out here, too. Not thread-safe.
/// </summary>
public sealed class TopLosses
{
    private readonly PriorityQueue<RowLoss, (double Loss, long Row)> _kept = new();
    private readonly int _count;

    /// <param name="count">How many are kept, at least 1.</param>
    public TopLosses(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _count = count;
    }

    /// <summary>Adds one row.</summary>
    /// <param name="row">Its number, which no other row has.</param>
    /// <param name="label">
    /// The true class, zero-based. Negative: unknown. Not below the number of scores: a class that the network does not know.
    /// </param>
    /// <param name="scores">Probabilities <c>[classes]</c>, at least one.</param>
    public void Add(long row, int label, ReadOnlySpan<float> scores)
    {
        if (label >= 0 && ScoreRow.AllFinite(scores))
            Add(RowLoss.Of(row, label, scores));
    }

    /// <summary>Adds one row.</summary>
    /// <param name="loss">What the network made of it.</param>
    public void Add(RowLoss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        var rank = (loss.Loss, -loss.Row); // the queue gives away its smallest: the lowest loss, of equal ones the last row
        if (_kept.Count < _count)
            _kept.Enqueue(loss, rank);
        else
            _kept.EnqueueDequeue(loss, rank);
    }

    /// <summary>The kept rows, the highest loss first; of equal losses the lower row.</summary>
    public IReadOnlyList<RowLoss> ToList() =>
        [.. _kept.UnorderedItems.Select(item => item.Element).OrderByDescending(row => row.Loss).ThenBy(row => row.Row)];
}

/// <summary>One row and what the network made of it.</summary>
/// <param name="Row">Its number.</param>
/// <param name="Actual">The true class; not below the number of classes when the network does not know it.</param>
/// <param name="Predicted">The class with the highest score.</param>
/// <param name="Loss">
/// -ln(score of the true class), in nats, 0 to 34.54 (the score is kept within 1e-15 and 1, as in the log-loss of ML.NET).
/// </param>
/// <param name="Probability">The score of the true class, 0 to 1; 0 when the network does not know it.</param>
/// <param name="Confidence">The highest score, 0 to 1.</param>
public sealed record RowLoss(long Row, int Actual, int Predicted, double Loss, float Probability, float Confidence)
{
    /// <summary>Whether the predicted class is the true one.</summary>
    public bool IsRight => Predicted == Actual;

    /// <summary>A row of which only the two probabilities are left.</summary>
    /// <inheritdoc cref="RowLoss(long, int, int, double, float, float)" path="/param"/>
    public static RowLoss Of(long row, int actual, int predicted, float probability, float confidence) =>
        new(row, actual, predicted, ScoreRow.LogLoss(probability), probability, confidence);

    internal static RowLoss Of(long row, int label, ReadOnlySpan<float> scores)
    {
        var predicted = ScoreRow.IndexOfHighest(scores);
        return Of(row, label, predicted, label < scores.Length ? scores[label] : 0, scores[predicted]);
    }
}
