namespace MLPipeline.Training;

/// <summary>What a model achieves on a set of images.</summary>
/// <param name="Accuracy">Share of images classified right, 0 to 1.</param>
/// <param name="Loss">Mean cross-entropy in nats.</param>
public readonly record struct SetMetrics(double Accuracy, double Loss)
{
    /// <summary>The figure of a metric.</summary>
    public double ValueOf(EpochMetric metric) => metric == EpochMetric.Accuracy ? Accuracy : Loss;
}
