namespace MLPipeline.Reporting;

/// <summary>The course of a training.</summary>
/// <param name="Epochs">In their order, at least one.</param>
/// <param name="BestEpoch">
/// The number of the epoch whose weights were kept, 0 for those before the first one; null where none is better than another.
/// </param>
public sealed record ReportCurves(IReadOnlyList<ReportEpoch> Epochs, int? BestEpoch);

/// <summary>The figures of one epoch; NaN for what was not measured.</summary>
/// <param name="Number">From 1; 0 for what was measured before the first epoch.</param>
/// <param name="TrainLoss">In nats.</param>
/// <param name="TrainAccuracy">0 to 1.</param>
/// <param name="ValidationLoss">In nats.</param>
/// <param name="ValidationAccuracy">0 to 1.</param>
/// <param name="LearningRate">Of the epoch's last step.</param>
public sealed record ReportEpoch(
    int Number, double TrainLoss, double TrainAccuracy, double ValidationLoss, double ValidationAccuracy, double LearningRate)
{
    /// <summary>The share of each class's images that was answered right, 0 to 1, in the order of the classes; empty if unknown.</summary>
    public IReadOnlyList<double> ClassAccuracies { get; init; } = [];
}
