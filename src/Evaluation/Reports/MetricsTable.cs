namespace MLPipeline.Evaluation;

/// <summary>One line of the metrics as people read them.</summary>
internal sealed record MetricLine(string Name, string Value, string Note = "");

/// <summary>The metrics in words, for the terminal.</summary>
internal static class MetricsTable
{
    public static IEnumerable<MetricLine> Of(MulticlassClassificationMetrics metrics)
    {
        var interval = metrics.MicroAccuracyInterval;
        yield return new MetricLine("Micro accuracy", Figures.Percent(metrics.MicroAccuracy), double.IsNaN(interval.Lower) ? "" :
            $"{Figures.Level(interval.Level)} interval {Figures.Percent(interval.Lower)} to {Figures.Percent(interval.Upper)}");
        yield return new MetricLine("Macro accuracy", Figures.Percent(metrics.MacroAccuracy), "mean recall of the classes tested");
        if (metrics.TopKPredictionCount > 0)
            yield return new MetricLine($"Top-{metrics.TopKPredictionCount} accuracy", Figures.Percent(metrics.TopKAccuracy));
        yield return new MetricLine("Log-loss", Figures.Plain(metrics.LogLoss), "lower is better");
        yield return new MetricLine("Log-loss reduction", Figures.Plain(metrics.LogLossReduction), ReductionNote(metrics));
        yield return new MetricLine("Calibration error", Figures.Plain(metrics.ExpectedCalibrationError), CalibrationNote(metrics));
        yield return new MetricLine("Macro F1", Figures.Percent(metrics.MacroAverage.F1));
        yield return new MetricLine("Weighted F1", Figures.Percent(metrics.WeightedAverage.F1));
        yield return new MetricLine("Rows", Figures.Count(metrics.RowCount));
        if (metrics.RowsOfUnknownClass > 0)
            yield return new MetricLine("Rows of unknown class", Figures.Count(metrics.RowsOfUnknownClass), "counted as wrong");
        if (metrics.DroppedRows.Total > 0)
        {
            var unlabeled = Figures.Count(metrics.DroppedRows.Unlabeled);
            var badScores = Figures.Count(metrics.DroppedRows.BadScores);
            yield return new MetricLine("Rows dropped", Figures.Count(metrics.DroppedRows.Total),
                $"{unlabeled} without a label, {badScores} with NaN or infinite scores");
        }
    }

    private static string ReductionNote(MulticlassClassificationMetrics metrics) =>
        metrics.RowCount > 0 && double.IsNaN(metrics.LogLossReduction)
            ? "undefined: the test set has one class"
            : "1 is perfect, 0 knows only the class shares";

    private static string CalibrationNote(MulticlassClassificationMetrics metrics) =>
        metrics.Calibration.Bins.Count == 0 ? "undefined: scores are no probabilities" : "expected calibration error, 0 is best";
}
