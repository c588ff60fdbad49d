namespace MLPipeline.Evaluation;

/// <summary>
/// How often each class was taken for each class. Members and definitions are ML.NET's; class names, <see cref="Support"/> and
/// <see cref="MostConfused"/> are additions. Immutable and thread-safe.
/// </summary>
public sealed class ConfusionMatrix
{
    internal ConfusionMatrix(IReadOnlyList<string> classNames, double[][] counts)
    {
        ClassNames = classNames;
        Counts = counts;
        var classes = Enumerable.Range(0, classNames.Count).ToArray();
        Support = [.. counts.Select(row => (long)row.Sum())];
        PredictionCounts = [.. classes.Select(column => (long)counts.Sum(row => row[column]))];
        PerClassRecall = [.. classes.Select(one => Support[one] > 0 ? counts[one][one] / Support[one] : 0)];
        PerClassPrecision = [.. classes.Select(one => PredictionCounts[one] > 0 ? counts[one][one] / PredictionCounts[one] : 0)];
    }

    /// <summary>The classes, in the order of rows and columns.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Row counts `[classes, classes]`: the row is the actual class, the column the predicted one. Whole numbers.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    /// <summary>The number of classes.</summary>
    public int NumberOfClasses => ClassNames.Count;

    /// <summary>Per class: right predictions / predictions of it, 0 to 1; 0 when it was never predicted.</summary>
    public IReadOnlyList<double> PerClassPrecision { get; }

    /// <summary>Per class: right predictions / rows of it, 0 to 1; 0 when it has no rows.</summary>
    public IReadOnlyList<double> PerClassRecall { get; }

    /// <summary>Per class: rows whose true class it is.</summary>
    public IReadOnlyList<long> Support { get; }

    internal IReadOnlyList<long> PredictionCounts { get; }

    /// <summary>Rows of one class that were predicted as another. The predicted class comes first, as in ML.NET.</summary>
    /// <param name="predictedClassIndicatorIndex">Index of the predicted class.</param>
    /// <param name="actualClassIndicatorIndex">Index of the true class.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is negative or not below <see cref="NumberOfClasses"/>.</exception>
    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
    {
        ThrowIfNotAClass(predictedClassIndicatorIndex, nameof(predictedClassIndicatorIndex));
        ThrowIfNotAClass(actualClassIndicatorIndex, nameof(actualClassIndicatorIndex));
        return Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];
    }

    /// <summary>
    /// ML.NET's text of the matrix with recall and precision: lines end with <c>\n</c>, numbers are written in the invariant culture
    /// (ML.NET uses the machine's). <c>EvaluationText</c> gives a rendering that fits a terminal.
    /// </summary>
    public string GetFormattedConfusionTable() => ConfusionTableText.Format(this);

    /// <summary>The wrong predictions by pair of classes: most rows first, then the larger share, then the order of the classes.</summary>
    /// <param name="minCount">The fewest rows that a listed pair has; 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="minCount"/> is below 1.</exception>
    public IReadOnlyList<ClassConfusion> MostConfused(long minCount = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minCount, 1);
        var pairs =
            from actual in Enumerable.Range(0, NumberOfClasses)
            from predicted in Enumerable.Range(0, NumberOfClasses)
            let count = (long)Counts[actual][predicted]
            where actual != predicted && count >= minCount
            let share = (double)count / Support[actual]
            orderby count descending, share descending, actual, predicted
            select new ClassConfusion(actual, predicted, ClassNames[actual], ClassNames[predicted], count, share);
        return [.. pairs];
    }

    private void ThrowIfNotAClass(int index, string parameter)
    {
        if (index >= 0 && index < NumberOfClasses)
            return;
        var valid = $"There are {NumberOfClasses} classes: valid are 0 to {NumberOfClasses - 1}.";
        throw new ArgumentOutOfRangeException(parameter, index, valid);
    }
}
