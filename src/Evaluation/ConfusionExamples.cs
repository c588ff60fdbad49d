namespace MLPipeline.Evaluation;

/// <summary>
/// Keeps a few rows of each pair of classes that is confused, those with the highest losses: what is behind a count of
/// <see cref="ConfusionMatrix.MostConfused"/>. On demand also a few of those that were answered right. Rows of classes that the network does
/// not know are left out. Not thread-safe.
/// </summary>
public sealed class ConfusionExamples
{
    private readonly Dictionary<(int Actual, int Predicted), TopLosses> _pairs = [];
    private readonly int _perPair;
    private readonly bool _withRight;

    /// <param name="perPair">How many are kept of each pair, at least 1.</param>
    /// <param name="withRight">Whether rows that were answered right are kept too, as a pair of the class with itself.</param>
    public ConfusionExamples(int perPair, bool withRight = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perPair, 1);
        (_perPair, _withRight) = (perPair, withRight);
    }

    /// <summary>Adds one row.</summary>
    /// <inheritdoc cref="TopLosses.Add(long, int, ReadOnlySpan{float})" path="/param"/>
    public void Add(long row, int label, ReadOnlySpan<float> scores)
    {
        if (label >= 0 && label < scores.Length && ScoreRow.AllFinite(scores))
            Add(RowLoss.Of(row, label, scores));
    }

    /// <summary>Adds one row of a class that the network knows.</summary>
    /// <param name="loss">What the network made of it.</param>
    public void Add(RowLoss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (loss.IsRight && !_withRight)
            return;

        var pair = (loss.Actual, loss.Predicted);
        if (!_pairs.TryGetValue(pair, out var rows))
            _pairs.Add(pair, rows = new TopLosses(_perPair));
        rows.Add(loss);
    }

    /// <summary>The kept rows of a pair, the highest loss first; none where the pair was never confused.</summary>
    /// <param name="actual">Index of the true class.</param>
    /// <param name="predicted">Index of the predicted class.</param>
    public IReadOnlyList<RowLoss> Of(int actual, int predicted) =>
        _pairs.TryGetValue((actual, predicted), out var rows) ? rows.ToList() : [];
}
