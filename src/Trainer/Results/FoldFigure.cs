namespace MLPipeline.Trainer;

/// <summary>A figure over the folds of a cross-validation; NaN where a fold has none.</summary>
/// <param name="Mean">Every fold counts the same, whatever its number of images.</param>
/// <param name="Deviation">
/// Standard deviation of a fold, √(Σ(x - mean)² / (k - 1)). That of the mean cannot be told from it: the folds share training images.
/// </param>
internal readonly record struct FoldFigure(double Mean, double Deviation)
{
    /// <param name="values">One for each fold, at least 2.</param>
    public static FoldFigure Of(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return new FoldFigure(mean, Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)));
    }
}
