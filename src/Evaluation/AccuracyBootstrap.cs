namespace MLPipeline.Evaluation;

/// <summary>
/// The bootstrap of an accuracy, without the rows: n rows drawn with replacement from n rows of which c are right hold
/// Binomial(n, c/n) right ones, so a resample is one draw from that distribution, made by inverting its cumulative sum.
/// </summary>
internal static class AccuracyBootstrap
{
    /// <summary>Beyond this many standard deviations (and rows) from the mode lies less than 1e-30 of the distribution.</summary>
    private const int TailDeviations = 12;
    private const int TailRows = 40;

    public static ConfidenceInterval Percentile(long correct, long rows, EvaluationOptions options)
    {
        if (rows == 0)
            return Interval(double.NaN, double.NaN);

        var (first, cumulative) = CumulativeBinomial(rows, (double)correct / rows);
        var random = new Random(options.Seed);
        var accuracies = new double[options.BootstrapResamples];
        for (var resample = 0; resample < accuracies.Length; resample++)
        {
            var found = Array.BinarySearch(cumulative, random.NextDouble());
            // The count is the first whose cumulative probability exceeds the draw.
            var offset = Math.Min(found >= 0 ? found + 1 : ~found, cumulative.Length - 1);
            accuracies[resample] = (double)(first + offset) / rows;
        }

        Array.Sort(accuracies);
        var tail = (1 - options.ConfidenceLevel) / 2;
        return Interval(Quantile(accuracies, tail), Quantile(accuracies, 1 - tail));

        ConfidenceInterval Interval(double lower, double upper) =>
            new(lower, upper, options.ConfidenceLevel, options.BootstrapResamples, options.Seed);
    }

    /// <summary>P(X ≤ first + i) for the counts around the mode that have any weight.</summary>
    private static (long First, double[] Cumulative) CumulativeBinomial(long rows, double share)
    {
        if (share is 0 or 1)
            return (share == 0 ? 0 : rows, [1]);

        var mode = Math.Min((long)((rows + 1) * share), rows);
        var reach = (long)(TailDeviations * Math.Sqrt(rows * share * (1 - share))) + TailRows;
        var first = Math.Max(0, mode - reach);
        var last = Math.Min(rows, mode + reach);

        // P(k + 1) / P(k) = (n - k) / (k + 1) · p / (1 - p), from the mode outwards so that nothing overflows.
        var odds = share / (1 - share);
        var weights = new double[last - first + 1];
        weights[mode - first] = 1;
        for (var k = mode; k < last; k++)
            weights[k + 1 - first] = weights[k - first] * (rows - k) / (k + 1.0) * odds;
        for (var k = mode; k > first; k--)
            weights[k - 1 - first] = weights[k - first] * k / (rows - k + 1.0) / odds;

        var total = weights.Sum();
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
            weights[i] = (sum += weights[i]) / total;
        return (first, weights);
    }

    /// <summary>Linear interpolation between order statistics (type 7 of Hyndman and Fan, NumPy's default).</summary>
    private static double Quantile(double[] sorted, double probability)
    {
        var position = probability * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
