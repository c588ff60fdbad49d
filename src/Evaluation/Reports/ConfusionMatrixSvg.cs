using System.Globalization;
using System.Text;

namespace MLPipeline.Evaluation;

/// <summary>
/// The confusion matrix as one self-contained SVG picture: rows actual, columns predicted, blue on the diagonal, orange beside it, the
/// stronger the larger the share of the actual class. Light or dark with the viewer's preference, every cell with a hover title. Up to 40
/// classes the counts, recall and precision are printed too; beyond that cells shrink and, where names no longer fit, some are left out.
/// </summary>
public static class ConfusionMatrixSvg
{
    internal const string Style = """
        .cm-back{fill:#fff}.cm-grid{fill:#f3f4f6}.cm-ink{fill:#1f2328}.cm-soft{fill:#59636e}.cm-right{fill:#1f6fb5}.cm-wrong{fill:#c9480b}.cm-on{fill:#fff}
        @media (prefers-color-scheme:dark){.cm-back{fill:#0d1117}.cm-grid{fill:#161b22}.cm-ink{fill:#e6edf3}.cm-soft{fill:#9198a1}.cm-right{fill:#58a6ff}.cm-wrong{fill:#ff8a4c}.cm-on{fill:#0d1117}}
        """;

    /// <summary>The picture as SVG 1.1, without an XML declaration, so that it can also stand inside an HTML page.</summary>
    public static string ToSvg(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var layout = new ConfusionMatrixLayout(matrix);
        var svg = new StringBuilder();
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"cm-title cm-desc\" width=\"{layout.Width:0.#}\" height=\"{layout.Height:0.#}\" viewBox=\"0 0 {layout.Width:0.#} {layout.Height:0.#}\" font-family=\"system-ui,'Noto Sans',sans-serif\">");
        Line(svg, $"<title id=\"cm-title\">Confusion matrix of {matrix.NumberOfClasses} classes</title>");
        Line(svg, $"<desc id=\"cm-desc\">{Description(matrix)}</desc>");
        Line(svg, $"<style>{Style}</style>");
        Line(svg, $"<rect class=\"cm-back\" width=\"100%\" height=\"100%\"/>");
        Line(svg, $"<rect class=\"cm-grid\" x=\"{layout.Left:0.#}\" y=\"{layout.Top:0.#}\" width=\"{layout.Side:0.#}\" height=\"{layout.Side:0.#}\"/>");
        AddAxes(svg, layout);
        AddNames(svg, matrix, layout);
        for (var actual = 0; actual < matrix.NumberOfClasses; actual++)
        {
            for (var predicted = 0; predicted < matrix.NumberOfClasses; predicted++)
                AddCell(svg, matrix, layout, actual, predicted);
        }

        if (layout.HasNumbers)
            AddShares(svg, matrix, layout);
        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>Writes <see cref="ToSvg"/> to a file, UTF-8, replacing it whole.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(ConfusionMatrix matrix, string path) => WholeFile.Write(path, ToSvg(matrix));

    private static string Description(ConfusionMatrix matrix)
    {
        var rows = matrix.Support.Sum();
        var right = Enumerable.Range(0, matrix.NumberOfClasses).Sum(one => matrix.Counts[one][one]);
        var worst = matrix.MostConfused().Select(one =>
            $" Most often {Markup.Escape(one.ActualName)} was taken for {Markup.Escape(one.PredictedName)}: {Figures.Count(one.Count)} rows.").FirstOrDefault();
        return $"Rows are the actual classes, columns the predicted ones. {Figures.Count(right)} of {Figures.Count(rows)} rows are right.{worst}";
    }

    private static void AddAxes(StringBuilder svg, ConfusionMatrixLayout layout)
    {
        Line(svg, $"<text class=\"cm-soft\" font-size=\"12\" text-anchor=\"middle\" x=\"{layout.Left + (layout.Side / 2):0.#}\" y=\"16\">predicted</text>");
        Line(svg, $"<text class=\"cm-soft\" font-size=\"12\" text-anchor=\"middle\" transform=\"translate(16,{layout.Top + (layout.Side / 2):0.#}) rotate(-90)\">actual</text>");
    }

    private static void AddNames(StringBuilder svg, ConfusionMatrix matrix, ConfusionMatrixLayout layout)
    {
        for (var one = 0; one < matrix.NumberOfClasses; one += layout.NameEvery)
        {
            var name = matrix.ClassNames[one];
            var shown = Markup.Escape(ConfusionMatrixLayout.Shown(name));
            var middle = layout.MiddleOf(one);
            var baseline = layout.NameSize * 0.35;
            var text = $"class=\"cm-ink\" font-size=\"{Invariant(layout.NameSize)}\"";
            Line(svg, $"<text {text} text-anchor=\"end\" x=\"{layout.Left - 6:0.#}\" y=\"{layout.Top + middle + baseline:0.#}\"><title>{Markup.Escape(name)}</title>{shown}</text>");
            if (layout.ColumnNamesStand)
                Line(svg, $"<text {text} transform=\"translate({layout.Left + middle + baseline:0.#},{layout.Top - 6:0.#}) rotate(-90)\"><title>{Markup.Escape(name)}</title>{shown}</text>");
            else
                Line(svg, $"<text {text} text-anchor=\"middle\" x=\"{layout.Left + middle:0.#}\" y=\"{layout.Top - 6:0.#}\"><title>{Markup.Escape(name)}</title>{shown}</text>");
        }
    }

    private static void AddCell(StringBuilder svg, ConfusionMatrix matrix, ConfusionMatrixLayout layout, int actual, int predicted)
    {
        var count = matrix.Counts[actual][predicted];
        if (count == 0)
            return;

        // A single row of a large class still shows.
        const double FaintestCell = 0.15;
        var share = count / matrix.Support[actual];
        var strength = FaintestCell + ((1 - FaintestCell) * share);
        double x = layout.Left + layout.StartOf(predicted), y = layout.Top + layout.StartOf(actual), side = layout.Cell - layout.Seam;
        var kind = actual == predicted ? "cm-right" : "cm-wrong";
        var title = $"{Markup.Escape(matrix.ClassNames[actual])} → {Markup.Escape(matrix.ClassNames[predicted])}: {Figures.Count(count)} ({Figures.Percent(share)})";
        Line(svg, $"<rect class=\"{kind}\" x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{side:0.##}\" height=\"{side:0.##}\" fill-opacity=\"{strength:0.##}\"><title>{title}</title></rect>");
        if (layout.HasNumbers)
        {
            var number = Figures.Count(count);
            var size = Math.Min(13, layout.Cell * 1.4 / number.Length);
            var ink = strength > 0.5 ? "cm-on" : "cm-ink";
            Line(svg, $"<text class=\"{ink}\" pointer-events=\"none\" font-size=\"{size:0.#}\" text-anchor=\"middle\" x=\"{x + (side / 2):0.#}\" y=\"{y + (side / 2) + (size * 0.35):0.#}\">{number}</text>");
        }
    }

    private static void AddShares(StringBuilder svg, ConfusionMatrix matrix, ConfusionMatrixLayout layout)
    {
        const string Soft = "class=\"cm-soft\" font-size=\"10\"";
        Line(svg, $"<text {Soft} x=\"{layout.Left + layout.Side + 6:0.#}\" y=\"{layout.Top - 6:0.#}\">recall</text>");
        Line(svg, $"<text {Soft} text-anchor=\"end\" x=\"{layout.Left - 6:0.#}\" y=\"{layout.Top + layout.Side + 15:0.#}\">precision</text>");
        for (var one = 0; one < matrix.NumberOfClasses; one++)
        {
            var recall = matrix.Support[one] > 0 ? Figures.Percent(matrix.PerClassRecall[one]) : Figures.Undefined;
            var precision = matrix.PredictionCounts[one] > 0 ? Figures.Percent(matrix.PerClassPrecision[one], 0) : Figures.Undefined;
            var middle = layout.MiddleOf(one);
            Line(svg, $"<text {Soft} x=\"{layout.Left + layout.Side + 6:0.#}\" y=\"{layout.Top + middle + 3.5:0.#}\">{recall}</text>");
            Line(svg, $"<text {Soft} text-anchor=\"middle\" x=\"{layout.Left + middle:0.#}\" y=\"{layout.Top + layout.Side + 15:0.#}\">{precision}</text>");
        }
    }

    private static string Invariant(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder svg, FormattableString line) => svg.Append(FormattableString.Invariant(line)).Append('\n');
}
