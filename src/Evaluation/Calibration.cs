namespace MLPipeline.Evaluation;

/// <summary>
/// Whether the network is right as often as it says: the reliability curve of the predicted class and its one-number summary
/// (Guo et al., "On Calibration of Modern Neural Networks", 2017, equation 3).
/// </summary>
/// <param name="ExpectedCalibrationError">
/// Sum over the bins of (rows in the bin / all rows) · |accuracy - mean confidence|, 0 (calibrated) to 1; NaN without rows, and when some
/// row's highest score lies outside 0 to 1 (then the scores are no probabilities).
/// </param>
/// <param name="Bins">
/// The equally wide bins from confidence 0 to 1, empty ones too; no bins at all when the scores are no probabilities.
/// </param>
public sealed record Calibration(double ExpectedCalibrationError, IReadOnlyList<CalibrationBin> Bins);

/// <summary>The rows whose highest score (the confidence) lies in one interval.</summary>
/// <param name="LowerBound">The interval's lower end, exclusive (inclusive in the first bin).</param>
/// <param name="UpperBound">The interval's upper end, inclusive.</param>
/// <param name="Count">Rows in the bin.</param>
/// <param name="MeanConfidence">Mean confidence of these rows, 0 to 1; NaN in an empty bin.</param>
/// <param name="Accuracy">Share of these rows that were right, 0 to 1; NaN in an empty bin.</param>
public sealed record CalibrationBin(double LowerBound, double UpperBound, long Count, double MeanConfidence, double Accuracy);
