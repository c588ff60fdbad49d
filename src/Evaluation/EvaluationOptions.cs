namespace MLPipeline.Evaluation;

/// <summary>What an evaluation reports beyond its plain counts. Immutable and thread-safe.</summary>
public sealed record EvaluationOptions
{
    /// <summary>
    /// The K of <see cref="MulticlassClassificationMetrics.TopKAccuracy"/>: 0 (the default: none is reported, as in ML.NET) up to the
    /// number of classes.
    /// </summary>
    public int TopKPredictionCount { get; init; }

    /// <summary>The number of equally wide bins of the reliability curve: 1 to 1,000; 15 by default, as in Guo et al. 2017.</summary>
    public int CalibrationBins { get; init; } = 15;

    /// <summary>The share of resamples inside the interval of the micro accuracy: above 0, below 1; 0.95 by default.</summary>
    public double ConfidenceLevel { get; init; } = 0.95;

    /// <summary>The number of bootstrap resamples: 1 to 10,000,000; 1,000 by default.</summary>
    public int BootstrapResamples { get; init; } = 1_000;

    /// <summary>The seed of the bootstrap. The same rows, options and seed give the same interval on every machine.</summary>
    public int Seed { get; init; }

    internal IEnumerable<string> FaultsFor(int classCount) => Faults(classCount).Select(FormattableString.Invariant);

    private IEnumerable<FormattableString> Faults(int classCount)
    {
        if (TopKPredictionCount < 0 || TopKPredictionCount > classCount)
            yield return $"TopKPredictionCount is {TopKPredictionCount}; valid are 0 (none) to {classCount}, the number of classes.";
        if (CalibrationBins is < 1 or > 1_000)
            yield return $"CalibrationBins is {CalibrationBins}; valid are 1 to 1000.";
        if (!(ConfidenceLevel > 0 && ConfidenceLevel < 1))
            yield return $"ConfidenceLevel is {ConfidenceLevel}; valid are numbers above 0 and below 1, such as 0.95.";
        if (BootstrapResamples is < 1 or > 10_000_000)
            yield return $"BootstrapResamples is {BootstrapResamples}; valid are 1 to 10000000.";
    }
}
