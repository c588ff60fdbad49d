namespace MLPipeline.Training;

/// <summary>
/// Chooses points of a curve of smoothed losses. The rules are those of fastai's <c>lr_find</c> (fastai.callback.schedule, <c>steep</c> and
/// <c>valley</c>).
/// </summary>
internal static class RateSuggestions
{
    /// <summary>
    /// The point before the largest fall per logarithm of the rate; null where the loss never falls from one point to the next.
    /// </summary>
    public static LearningRatePoint? Steepest(IReadOnlyList<LearningRatePoint> points)
    {
        LearningRatePoint? found = null;
        double steepest = 0;
        for (var i = 0; i + 1 < points.Count; i++)
        {
            // What changes the loss on the way from a point to the next is the step made at the first one's rate.
            var (one, next) = (points[i], points[i + 1]);
            var slope = (next.SmoothedLoss - one.SmoothedLoss) / Math.Log(next.LearningRate / one.LearningRate);
            if (slope < steepest) (steepest, found) = (slope, one);
        }

        return found;
    }

    /// <summary>
    /// Of all sequences of points, not necessarily neighbours, in which each loss is below the one before, the longest one has m points and
    /// ends at point e (the first such end where several are as long). The valley is taken to be the m points before e, and ⌊m / 3⌋ + ⌊m /
    /// 6⌋ points into it is its middle. Null where no loss is below an earlier one.
    /// </summary>
    public static LearningRatePoint? Valley(IReadOnlyList<LearningRatePoint> points)
    {
        var lengths = new int[points.Count]; // of the longest falling sequence that ends here
        var (end, length) = (0, 1);
        for (var i = 0; i < points.Count; i++)
        {
            lengths[i] = 1;
            for (var j = 0; j < i; j++)
            {
                if (points[i].SmoothedLoss < points[j].SmoothedLoss) lengths[i] = Math.Max(lengths[i], lengths[j] + 1);
            }

            if (lengths[i] > length) (end, length) = (i, lengths[i]);
        }

        return length == 1 ? null : points[Math.Max(0, end - length + (length / 3) + (length / 6))];
    }
}
