namespace MLPipeline.Evaluation;

/// <summary>Rows that no metric contains, and why. ML.NET drops the same rows and says so in a log line only.</summary>
/// <param name="Unlabeled">Rows without a known true class (a negative label).</param>
/// <param name="BadScores">Labelled rows with a score that is NaN or infinite.</param>
public sealed record DroppedRows(long Unlabeled, long BadScores)
{
    /// <summary>All dropped rows.</summary>
    public long Total => Unlabeled + BadScores;
}
