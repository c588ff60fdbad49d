namespace MLPipeline.Predictor.Scoring;

/// <summary>Keeps the least certain of any number of images; of equally uncertain ones those that come first in the list.</summary>
internal sealed class ReviewQueue(ReviewOptions options)
{
    // Its head is the row to give up first: the most certain one, of several the last.
    private readonly PriorityQueue<ReviewRow, (float Rank, long Index)> _rows =
        new(Comparer<(float, long)>.Create((a, b) => b.CompareTo(a)));

    /// <summary>Takes a row, if it is among the least certain of all until now.</summary>
    public bool Offer(ReviewRow row)
    {
        var priority = (options.Measure.Rank(row.Value), row.Index);
        if (_rows.Count < options.Count)
        {
            _rows.Enqueue(row, priority);
            return true;
        }

        return !ReferenceEquals(_rows.EnqueueDequeue(row, priority), row);
    }

    /// <summary>The rows, the least certain one first.</summary>
    public IEnumerable<ReviewRow> Rows() =>
        _rows.UnorderedItems.OrderBy(item => item.Priority).Select(item => item.Element);
}
