namespace MLPipeline.Evaluation;

/// <summary>
/// Keeps a few rows of each pair of classes that is confused, those with the highest losses: what is behind a count of
/// <see cref="ConfusionMatrix.MostConfused"/>. Rows of classes that the network does not know are left out. Not thread-safe.
/// </summary>
public sealed class ConfusionExamples
{
    private readonly Dictionary<(int Actual, int Predicted), TopLosses> _pairs = [];
    private readonly int _perPair;

    /// <param name="perPair">How many are kept of each pair, at least 1.</param>
    public ConfusionExamples(int perPair)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perPair, 1);
        _perPair = perPair;
    }

    /// <summary>Adds one row; it is kept only if it is wrong.</summary>
    /// <inheritdoc cref="TopLosses.Add" path="/param"/>
    public void Add(long row, int label, ReadOnlySpan<float> scores)
    {
        if (label < 0 || label >= scores.Length || !ScoreRow.AllFinite(scores))
            return;

        var pair = (label, ScoreRow.IndexOfHighest(scores));
        if (pair.Item2 == label)
            return;
        if (!_pairs.TryGetValue(pair, out var rows))
            _pairs.Add(pair, rows = new TopLosses(_perPair));
        rows.Add(row, label, scores);
    }

    /// <summary>The kept rows of a pair, the highest loss first; none where the pair was never confused.</summary>
    /// <param name="actual">Index of the true class.</param>
    /// <param name="predicted">Index of the predicted class.</param>
    public IReadOnlyList<RowLoss> Of(int actual, int predicted) =>
        _pairs.TryGetValue((actual, predicted), out var rows) ? rows.ToList() : [];
}
