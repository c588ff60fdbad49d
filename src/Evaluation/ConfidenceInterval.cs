namespace MLPipeline.Evaluation;

/// <summary>
/// A percentile bootstrap interval (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13). It describes the chance in
/// drawing the test set, not the chance in training. With no wrong row, or no right one, all resamples are alike and the interval has no
/// width.
/// </summary>
/// <param name="Lower">Lower end, 0 to 1; NaN without rows.</param>
/// <param name="Upper">Upper end, 0 to 1; NaN without rows.</param>
/// <param name="Level">The share of resamples inside, such as 0.95.</param>
/// <param name="Resamples">How many resamples were drawn.</param>
/// <param name="Seed">The seed they were drawn with.</param>
public sealed record ConfidenceInterval(double Lower, double Upper, double Level, int Resamples, int Seed);
