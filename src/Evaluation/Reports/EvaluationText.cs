using System.Globalization;

namespace MLPipeline.Evaluation;

/// <summary>
/// The metrics as plain lines for a terminal: no colours, no trailing blanks, invariant numbers, columns that also align with wide (CJK)
/// characters. Class names are cut to fit and cleared of control characters.
/// </summary>
public static class EvaluationText
{
    /// <summary>A matrix of more classes is listed by its worst confusions even where a terminal is wide enough for it.</summary>
    private const int MostClassesInFull = 40;

    private const int NarrowestWidth = 40;

    /// <summary>The metrics of the whole test set, one a line, with a remark where there is room for it.</summary>
    /// <param name="metrics">What to show.</param>
    /// <param name="width">The terminal's columns, at least 40.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is below 40.</exception>
    public static IReadOnlyList<string> Metrics(MulticlassClassificationMetrics metrics, int width = 80)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        ThrowIfTooNarrow(width);
        var table = new TextTable(new TextColumn("", IsName: true), new TextColumn(""));
        var lines = MetricsTable.Of(metrics).ToArray();
        foreach (var line in lines)
            table.Add(line.Name, line.Value);
        return [.. table.Lines(width).Zip(lines, (text, line) => WithNote(text, line.Note, width))];
    }

    /// <summary>
    /// Test rows, recall, precision, F1 and log-loss of the classes, the lowest recall first; classes without test rows come last. Narrow
    /// terminals lose the log-loss, then the F1.
    /// </summary>
    /// <param name="metrics">What to show.</param>
    /// <param name="width">The terminal's columns, at least 40.</param>
    /// <param name="most">The most classes to list; a last line says how many are left out.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is below 40 or <paramref name="most"/> below 1.</exception>
    public static IReadOnlyList<string> Classes(MulticlassClassificationMetrics metrics, int width = 80, int most = 20)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        ThrowIfTooNarrow(width);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var table = new TextTable(
            new TextColumn("Class", IsName: true), new TextColumn("Rows"), new TextColumn("Recall"), new TextColumn("Precision"),
            new TextColumn("F1", IsOptional: true), new TextColumn("Log-loss", IsOptional: true));
        foreach (var one in metrics.PerClass.OrderBy(one => one.Support == 0).ThenBy(one => one.Recall).Take(most))
        {
            table.Add(
                DisplayWidth.Printable(one.Name), Figures.Count(one.Support), Figures.Percent(one.Recall), Figures.Percent(one.Precision),
                Figures.Percent(one.F1), Figures.Plain(one.LogLoss));
        }

        return [.. table.Lines(width), .. LeftOut(metrics.PerClass.Count - most, "classes")];
    }

    /// <summary>
    /// The matrix in full where it fits (rows actual, columns predicted, 0 as a point), otherwise the worst confusions and the worst
    /// classes by recall.
    /// </summary>
    /// <param name="matrix">What to show.</param>
    /// <param name="width">The terminal's columns, at least 40.</param>
    /// <param name="most">The most confusions, and the most classes, to list when the matrix does not fit.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is below 40 or <paramref name="most"/> below 1.</exception>
    public static IReadOnlyList<string> ConfusionMatrix(ConfusionMatrix matrix, int width = 80, int most = 15)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ThrowIfTooNarrow(width);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        if (matrix.NumberOfClasses <= MostClassesInFull)
        {
            string[] names = [.. matrix.ClassNames.Select(DisplayWidth.Printable)];
            string[] numbers = [.. names.Select((_, index) => index.ToString(CultureInfo.InvariantCulture))];
            var digits = numbers[^1].Length;
            string[] numbered = [.. names.Select((name, index) => $"{numbers[index].PadLeft(digits)} {name}")];

            var named = Full(matrix, names, names);
            if (named.LeastWidth <= width)
                return [.. named.Lines(width)];
            var indexed = Full(matrix, numbered, numbers);
            if (indexed.LeastWidth <= width)
                return [.. indexed.Lines(width)];
        }

        return [.. WorstConfusions(matrix, width, most), "", .. WorstClasses(matrix, width, most)];
    }

    private static string WithNote(string text, string note, int width) =>
        note.Length > 0 && text.Length + 2 + note.Length <= width ? $"{text}  {note}" : text;

    private static TextTable Full(ConfusionMatrix matrix, string[] rowNames, string[] columnNames)
    {
        var counted = columnNames.Select(name => new TextColumn(name));
        var table = new TextTable([new TextColumn("actual \\ predicted", IsName: true), .. counted, new TextColumn("Recall")]);
        for (var actual = 0; actual < matrix.NumberOfClasses; actual++)
        {
            var counts = matrix.Counts[actual].Select(count => count == 0 ? "." : Figures.Count(count));
            var recall = Figures.Percent(matrix.PerClassRecall[actual], matrix.Support[actual], decimals: 1);
            table.Add([rowNames[actual], .. counts, recall]);
        }

        var precisions = matrix.PerClassPrecision.Zip(matrix.PredictionCounts, (share, rows) => Figures.Percent(share, rows, decimals: 0));
        table.Add(["Precision", .. precisions, ""]);
        return table;
    }

    private static IEnumerable<string> WorstConfusions(ConfusionMatrix matrix, int width, int most)
    {
        var confusions = matrix.MostConfused();
        if (confusions.Count == 0)
            return [$"No class of {Figures.Count(matrix.NumberOfClasses)} was taken for another."];

        var table = new TextTable(
            new TextColumn("Rows"), new TextColumn("Share"), new TextColumn("Actual", IsName: true), new TextColumn("->"),
            new TextColumn("Predicted", IsName: true));
        foreach (var one in confusions.Take(most))
        {
            table.Add(
                Figures.Count(one.Count), Figures.Percent(one.Share), DisplayWidth.Printable(one.ActualName), "->",
                DisplayWidth.Printable(one.PredictedName));
        }

        return ["Worst confusions (share of actual)", .. table.Lines(width), .. LeftOut(confusions.Count - most, "pairs of classes")];
    }

    private static IEnumerable<string> WorstClasses(ConfusionMatrix matrix, int width, int most)
    {
        var tested = Enumerable.Range(0, matrix.NumberOfClasses).Where(one => matrix.Support[one] > 0)
            .OrderBy(one => matrix.PerClassRecall[one]).ToArray();
        var table = new TextTable(
            new TextColumn("Recall"), new TextColumn("Precision"), new TextColumn("Rows"), new TextColumn("Class", IsName: true));
        foreach (var one in tested.Take(most))
        {
            table.Add(
                Figures.Percent(matrix.PerClassRecall[one]),
                Figures.Percent(matrix.PerClassPrecision[one], matrix.PredictionCounts[one], decimals: 1),
                Figures.Count(matrix.Support[one]), DisplayWidth.Printable(matrix.ClassNames[one]));
        }

        return ["Worst classes by recall", .. table.Lines(width), .. LeftOut(tested.Length - most, "classes")];
    }

    private static string[] LeftOut(int count, string what) => count > 0 ? [$"and {Figures.Count(count)} more {what}"] : [];

    private static void ThrowIfTooNarrow(int width)
    {
        if (width < NarrowestWidth)
            throw new ArgumentOutOfRangeException(nameof(width), width, $"At least {NarrowestWidth} columns are needed.");
    }
}
