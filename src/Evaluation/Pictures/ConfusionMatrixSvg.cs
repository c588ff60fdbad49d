namespace MLPipeline.Evaluation;

/// <summary>
/// The confusion matrix as one self-contained SVG picture: rows actual, columns predicted, blue on the diagonal, orange beside it, the
/// stronger the larger the share of the actual class. Light or dark with the viewer's preference, every cell with a hover title. Up to 40
/// classes the counts, recall and precision are printed too; beyond that cells shrink and, where names no longer fit, some are left out.
/// </summary>
public static class ConfusionMatrixSvg
{
    /// <summary>How strong the colour of a single row of a large class is, so that it still shows.</summary>
    private const double FaintestCell = 0.15;

    /// <summary>From a line's middle down to its baseline / the font's size.</summary>
    private const double Baseline = 0.35;

    /// <summary>The picture as SVG 1.1, without an XML declaration, so that it can also stand inside an HTML page.</summary>
    public static string ToSvg(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var layout = new ConfusionMatrixLayout(matrix);
        var svg = new SvgWriter("cm", layout.Width, layout.Height, $"Confusion matrix of {matrix.NumberOfClasses} classes", Description(matrix));
        svg.Rectangle("p-panel", layout.Left, layout.Top, layout.Side, layout.Side);
        svg.Text("p-soft", 12, "middle", layout.Left + (layout.Side / 2), 16, "predicted");
        svg.Text("p-soft", 12, "middle", 16, layout.Top + (layout.Side / 2), "actual", turned: true);
        AddNames(svg, matrix, layout);
        for (var actual = 0; actual < matrix.NumberOfClasses; actual++)
        {
            for (var predicted = 0; predicted < matrix.NumberOfClasses; predicted++)
                AddCell(svg, matrix, layout, actual, predicted);
        }

        if (layout.HasNumbers)
            AddShares(svg, matrix, layout);
        return svg.Finish();
    }

    /// <summary>Writes <see cref="ToSvg"/> to a file, UTF-8, replacing it whole.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(ConfusionMatrix matrix, string path) => TextFile.Write(path, ToSvg(matrix));

    private static string Description(ConfusionMatrix matrix)
    {
        var rows = Figures.Count(matrix.Support.Sum());
        var right = Figures.Count(Enumerable.Range(0, matrix.NumberOfClasses).Sum(one => matrix.Counts[one][one]));
        var text = $"Rows are the actual classes, columns the predicted ones. {right} of {rows} rows are right.";
        return matrix.MostConfused() is [var worst, ..]
            ? $"{text} Most often {worst.ActualName} was taken for {worst.PredictedName}: {Figures.Count(worst.Count)} rows."
            : text;
    }

    private static void AddNames(SvgWriter svg, ConfusionMatrix matrix, ConfusionMatrixLayout layout)
    {
        var down = layout.NameSize * Baseline;
        for (var one = 0; one < matrix.NumberOfClasses; one += layout.NameEvery)
        {
            var name = matrix.ClassNames[one];
            var shown = ConfusionMatrixLayout.Shown(name);
            double middle = layout.MiddleOf(one), x = layout.Left + middle, above = layout.Top - 6;
            svg.Text("p-ink", layout.NameSize, "end", layout.Left - 6, layout.Top + middle + down, shown, title: name);
            if (layout.ColumnNamesStand)
                svg.Text("p-ink", layout.NameSize, "start", x + down, above, shown, turned: true, title: name);
            else
                svg.Text("p-ink", layout.NameSize, "middle", x, above, shown, title: name);
        }
    }

    private static void AddCell(SvgWriter svg, ConfusionMatrix matrix, ConfusionMatrixLayout layout, int actual, int predicted)
    {
        if (matrix.Counts[actual][predicted] == 0)
            return;

        var count = Figures.Count(matrix.Counts[actual][predicted]);
        var share = matrix.Counts[actual][predicted] / matrix.Support[actual];
        var strength = FaintestCell + ((1 - FaintestCell) * share);
        double x = layout.Left + layout.StartOf(predicted), y = layout.Top + layout.StartOf(actual), side = layout.Cell - layout.Seam;
        var title = $"{matrix.ClassNames[actual]} → {matrix.ClassNames[predicted]}: {count} ({Figures.Percent(share)})";
        svg.Rectangle(actual == predicted ? "p-blue" : "p-orange", x, y, side, side, title, strength);
        if (layout.HasNumbers)
        {
            var size = Math.Min(13, layout.Cell * 1.4 / count.Length);
            var ink = strength > 0.5 ? "p-number p-back" : "p-number p-ink";
            svg.Text(ink, size, "middle", x + (side / 2), y + (side / 2) + (size * Baseline), count);
        }
    }

    private static void AddShares(SvgWriter svg, ConfusionMatrix matrix, ConfusionMatrixLayout layout)
    {
        const int Size = 10;
        double right = layout.Left + layout.Side + 6, below = layout.Top + layout.Side + 15;
        svg.Text("p-soft", Size, "start", right, layout.Top - 6, "recall");
        svg.Text("p-soft", Size, "end", layout.Left - 6, below, "precision");
        for (var one = 0; one < matrix.NumberOfClasses; one++)
        {
            var recall = Figures.Percent(matrix.PerClassRecall[one], matrix.Support[one], decimals: 1);
            var precision = Figures.Percent(matrix.PerClassPrecision[one], matrix.PredictionCounts[one], decimals: 0);
            svg.Text("p-soft", Size, "start", right, layout.Top + layout.MiddleOf(one) + (Size * Baseline), recall);
            svg.Text("p-soft", Size, "middle", layout.Left + layout.MiddleOf(one), below, precision);
        }
    }
}
