namespace MLPipeline.Training;

/// <summary>Remembers the best epoch of one run and when to stop waiting for a better one.</summary>
internal sealed class BestEpoch(EpochMetric metric, EarlyStopping? stopping)
{
    private double _stoppingBest = double.NaN;
    private int _waited;

    public int Epoch { get; private set; } = -1;

    public double Value { get; private set; } = double.NaN;

    /// <summary>Whether training should end.</summary>
    public bool ShouldStop => stopping is not null && _waited >= stopping.Patience;

    /// <summary>Takes an epoch's figures; true when it is the best so far.</summary>
    public bool Add(int epoch, SetMetrics metrics)
    {
        if (stopping is not null)
        {
            var value = metrics.ValueOf(stopping.Metric);
            if (IsBetter(value, _stoppingBest, stopping.Metric, stopping.MinDelta))
            {
                _stoppingBest = value;
                _waited = 0;
            }
            else
            {
                _waited++;
            }
        }

        var figure = metrics.ValueOf(metric);
        if (!IsBetter(figure, Value, metric, 0))
        {
            return false;
        }

        Value = figure;
        Epoch = epoch;
        return true;
    }

    /// <summary>A figure that is not a number is never better, and anything is better than none.</summary>
    private static bool IsBetter(double value, double best, EpochMetric metric, double delta) =>
        !double.IsNaN(value) && (double.IsNaN(best) || (metric == EpochMetric.Accuracy ? value > best + delta : value < best - delta));
}
