namespace MLPipeline.Training;

/// <summary>Remembers the best epoch of one run, or that its start is better than all of them, and when to stop waiting for a better one.</summary>
internal sealed class BestEpoch(EpochMetric metric, EarlyStopping? stopping)
{
    /// <summary>What stands for an epoch where the start is the best.</summary>
    public const int Start = -1;

    private double _stoppingBest = double.NaN;
    private SetMetrics _best = new(double.NaN, double.NaN);
    private int _waited;

    /// <summary>From 0, or <see cref="Start"/>; null while no figure was a number.</summary>
    public int? Epoch { get; private set; }

    /// <summary>Whether training should end.</summary>
    public bool ShouldStop => stopping is not null && _waited >= stopping.Patience;

    /// <summary>Takes the figures of the start, before any epoch's: they are to be beaten, and nothing has been waited for yet.</summary>
    public void Begin(SetMetrics start)
    {
        if (stopping is not null) _stoppingBest = start.ValueOf(stopping.Metric);
        Take(Start, start);
    }

    /// <summary>Takes an epoch's figures; true when it is the best so far: of equal epochs the first one is.</summary>
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

        return Take(epoch, metrics);
    }

    private bool Take(int epoch, SetMetrics metrics)
    {
        if (!IsBest(metrics))
        {
            return false;
        }

        _best = metrics;
        Epoch = epoch;
        return true;
    }

    /// <summary>
    /// An epoch as good as the start is judged by the other figure: that few images are answered as before says little, their loss says more.
    /// </summary>
    private bool IsBest(SetMetrics metrics)
    {
        var equalsStart = Epoch == Start && metrics.ValueOf(metric) == _best.ValueOf(metric);
        var judge = !equalsStart ? metric : metric == EpochMetric.Accuracy ? EpochMetric.Loss : EpochMetric.Accuracy;
        return IsBetter(metrics.ValueOf(judge), _best.ValueOf(judge), judge, 0);
    }

    /// <summary>A figure that is not a number is never better, and anything is better than none.</summary>
    private static bool IsBetter(double value, double best, EpochMetric metric, double delta) =>
        !double.IsNaN(value) && (double.IsNaN(best) || (metric == EpochMetric.Accuracy ? value > best + delta : value < best - delta));
}
