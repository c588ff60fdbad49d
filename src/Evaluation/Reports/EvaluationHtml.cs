using System.Text;

namespace MLPipeline.Evaluation;

/// <summary>
/// The whole evaluation as one HTML page: metrics, confusion matrix, worst confusions, reliability and classes. One file without scripts,
/// without network access (its content security policy forbids both), light or dark with the reader's preference.
/// </summary>
public static class EvaluationHtml
{
    private const int MostConfusions = 30;

    private const string Style = """
        :root{color-scheme:light dark;--ink:#1f2328;--soft:#59636e;--line:#d1d9e0;--back:#fff}
        @media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9198a1;--line:#3d444d;--back:#0d1117}}
        body{font:15px/1.5 system-ui,'Noto Sans',sans-serif;color:var(--ink);background:var(--back)}
        body{margin:2rem auto;max-width:72rem;padding:0 1rem}
        h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:2rem}
        table{border-collapse:collapse}
        th,td{padding:.25rem .9rem .25rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
        th{font-weight:600}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
        .wide{overflow-x:auto}
        """;

    /// <summary>The page.</summary>
    /// <param name="metrics">What to show.</param>
    /// <param name="title">Heading and title, plain text.</param>
    public static string ToHtml(MulticlassClassificationMetrics metrics, string title = "Evaluation")
    {
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentNullException.ThrowIfNull(title);
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width\">\n")
            .Append($"<title>{Markup.Escape(title)}</title>\n<style>{Style}</style>\n</head>\n<body>\n<h1>{Markup.Escape(title)}</h1>\n");
        AddTable(html, ["Metric", "#Value", ""], MetricsTable.Of(metrics).Select(line => new[] { line.Name, line.Value, line.Note }));
        html.Append($"<h2>Confusion matrix</h2>\n<div class=\"wide\">\n{ConfusionMatrixSvg.ToSvg(metrics.ConfusionMatrix)}</div>\n");
        AddConfusions(html, metrics.ConfusionMatrix.MostConfused());
        AddReliability(html, metrics.Calibration);
        AddClasses(html, metrics);
        return html.Append("</body>\n</html>\n").ToString();
    }

    /// <summary>Writes <see cref="ToHtml"/> to a file, UTF-8, replacing it whole.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(MulticlassClassificationMetrics metrics, string path, string title = "Evaluation") =>
        TextFile.Write(path, ToHtml(metrics, title));

    private static void AddConfusions(StringBuilder html, IReadOnlyList<ClassConfusion> confusions)
    {
        html.Append("<h2>Worst confusions</h2>\n");
        if (confusions.Count == 0)
        {
            html.Append("<p>No class was taken for another.</p>\n");
            return;
        }

        AddTable(html, ["#Rows", "#Share of actual", "Actual", "Predicted"], confusions.Take(MostConfusions).Select(one =>
            new[] { Figures.Count(one.Count), Figures.Percent(one.Share), one.ActualName, one.PredictedName }));
        if (confusions.Count > MostConfusions)
            html.Append($"<p>and {Figures.Count(confusions.Count - MostConfusions)} more pairs of classes</p>\n");
    }

    private static void AddReliability(StringBuilder html, Calibration calibration)
    {
        if (calibration.Bins.Count == 0)
            return;

        html.Append("<h2>Reliability</h2>\n<p>A calibrated network is right as often as it is confident.</p>\n");
        html.Append($"<div class=\"wide\">\n{CalibrationSvg.ToSvg(calibration)}</div>\n");
        var filled = calibration.Bins.Where(bin => bin.Count > 0);
        AddTable(html, ["Confidence", "#Rows", "#Mean confidence", "#Accuracy"], filled.Select(bin => new[]
        {
            $"{Figures.Percent(bin.LowerBound)} to {Figures.Percent(bin.UpperBound)}", Figures.Count(bin.Count),
            Figures.Percent(bin.MeanConfidence), Figures.Percent(bin.Accuracy),
        }));
    }

    private static void AddClasses(StringBuilder html, MulticlassClassificationMetrics metrics)
    {
        html.Append("<h2>Classes</h2>\n");
        AddTable(html, ["Class", "#Rows", "#Recall", "#Precision", "#F1", "#Log-loss"], metrics.PerClass.Select(one => new[]
        {
            one.Name, Figures.Count(one.Support), Figures.Percent(one.Recall), Figures.Percent(one.Precision),
            Figures.Percent(one.F1), Figures.Plain(one.LogLoss),
        }));
    }

    /// <summary>A header that starts with # stands above numbers.</summary>
    private static void AddTable(StringBuilder html, string[] headers, IEnumerable<string[]> rows)
    {
        html.Append("<div class=\"wide\"><table>\n<tr>");
        foreach (var header in headers)
            html.Append(IsNumber(header) ? $"<th class=\"n\">{header[1..]}</th>" : $"<th>{header}</th>");
        html.Append("</tr>\n");
        foreach (var row in rows)
        {
            html.Append("<tr>");
            foreach (var (cell, header) in row.Zip(headers))
                html.Append(IsNumber(header) ? $"<td class=\"n\">{cell}</td>" : $"<td dir=\"auto\">{Markup.Escape(cell)}</td>");
            html.Append("</tr>\n");
        }

        html.Append("</table></div>\n");
    }

    private static bool IsNumber(string header) => header.StartsWith('#');
}
