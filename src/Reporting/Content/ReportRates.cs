namespace MLPipeline.Reporting;

/// <summary>How the loss followed a rising learning rate.</summary>
/// <param name="Points">By rising rate, at least one.</param>
/// <param name="Valley">The rate in the middle of the longest fall; null where the loss falls nowhere.</param>
/// <param name="Steepest">The rate where the loss falls fastest; null where it falls nowhere.</param>
public sealed record ReportRates(IReadOnlyList<ReportRate> Points, double? Valley, double? Steepest);

/// <summary>One training step of the search.</summary>
/// <param name="Rate">Its learning rate, above 0.</param>
/// <param name="Loss">The batch's loss, in nats.</param>
/// <param name="SmoothedLoss">The average of the losses so far.</param>
public sealed record ReportRate(double Rate, double Loss, double SmoothedLoss);
