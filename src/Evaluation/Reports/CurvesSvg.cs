using System.Globalization;

namespace MLPipeline.Evaluation;

/// <summary>
/// Figures over epochs as one self-contained SVG picture, panel beside panel. Light or dark with the viewer's preference; every point has a
/// hover title while there are not too many of them; the epoch that was kept is marked by a line.
/// </summary>
public static class CurvesSvg
{
    private const string Style = """
        .cv-back{fill:#fff}
        .cv-grid{stroke:#e3e6ea;stroke-width:1}
        .cv-best{stroke:#59636e;stroke-width:1;stroke-dasharray:2 3}
        .cv-ink{fill:#1f2328}
        .cv-soft{fill:#59636e}
        .cv-line{fill:none;stroke-width:2;stroke-linejoin:round}
        .cv-0{stroke:#1f6fb5}
        .cv-1{stroke:#c9480b;stroke-dasharray:6 3}
        .cv-dot0{fill:#1f6fb5}
        .cv-dot1{fill:#c9480b}
        @media (prefers-color-scheme:dark){
        .cv-back{fill:#0d1117}
        .cv-grid{stroke:#262c34}
        .cv-best{stroke:#9198a1}
        .cv-ink{fill:#e6edf3}
        .cv-soft{fill:#9198a1}
        .cv-0{stroke:#58a6ff}
        .cv-1{stroke:#ff8a4c}
        .cv-dot0{fill:#58a6ff}
        .cv-dot1{fill:#ff8a4c}
        }
        """;

    private const double PanelWidth = 460, Height = 320, Left = 54, Right = 16, Top = 62, Bottom = 40;
    private const double PlotWidth = PanelWidth - Left - Right, PlotHeight = Height - Top - Bottom;
    private const int MostDots = 120;
    private const int MostEpochMarks = 8;

    /// <summary>The picture as SVG 1.1, without an XML declaration, so that it can also stand inside an HTML page.</summary>
    /// <param name="title">What the picture shows, for readers who cannot see it.</param>
    /// <param name="panels">From left to right, at least one, all of as many epochs.</param>
    /// <param name="best">The epoch that was kept, from 0; null for none.</param>
    public static string ToSvg(string title, IReadOnlyList<CurvePanel> panels, int? best = null)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(panels);
        var width = panels.Count * PanelWidth;
        var svg = new SvgWriter();
        svg.Raw($"""
            <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="cv-title cv-desc"
                 width="{width:0.#}" height="{Height:0.#}" viewBox="0 0 {width:0.#} {Height:0.#}"
                 font-family="system-ui,'Noto Sans',sans-serif">
            <title id="cv-title">{Markup.Escape(title)}</title>
            <desc id="cv-desc">{Markup.Escape(Description(panels, best))}</desc>
            <style>
            {Style}
            </style>
            <rect class="cv-back" width="100%" height="100%"/>
            """);
        for (var i = 0; i < panels.Count; i++) AddPanel(svg, panels[i], i * PanelWidth, best);
        svg.Raw($"</svg>");
        return svg.ToString();
    }

    private static string Description(IReadOnlyList<CurvePanel> panels, int? best)
    {
        static string Ends(CurvePanel panel, Curve curve) =>
            $"{panel.Title}, {curve.Name}: {Text(curve.Values[0], panel)} after the first epoch, {Text(curve.Values[^1], panel)} after the last.";

        var kept = best is { } epoch ? FormattableString.Invariant($"Epoch {epoch + 1} was kept.") : "";
        return string.Join(' ', panels.SelectMany(panel => panel.Curves.Select(curve => Ends(panel, curve))).Append(kept)).TrimEnd();
    }

    private static void AddPanel(SvgWriter svg, CurvePanel panel, double from, int? best)
    {
        var scale = new CurveScale(panel.Curves.SelectMany(curve => curve.Values));
        var epochs = panel.Curves.Max(curve => curve.Values.Count);
        double X(int epoch) => from + Left + (epochs > 1 ? PlotWidth * epoch / (epochs - 1) : PlotWidth / 2);
        double Y(double value) => Top + (PlotHeight * (1 - scale.PlaceOf(value)));

        svg.Text("cv-ink", 15, "start", from + Left, 24, panel.Title);
        foreach (var mark in scale.Marks)
        {
            AddLine(svg, "cv-grid", from + Left, Y(mark), from + Left + PlotWidth, Y(mark));
            svg.Text("cv-soft", 11, "end", from + Left - 8, Y(mark) + 4, Mark(mark, scale, panel));
        }

        var every = Math.Max(1, (int)Math.Ceiling(epochs / (double)MostEpochMarks));
        for (var epoch = 0; epoch < epochs; epoch += every)
            svg.Text("cv-soft", 11, "middle", X(epoch), Height - Bottom + 16, (epoch + 1).ToString(CultureInfo.InvariantCulture));
        svg.Text("cv-soft", 11, "middle", from + Left + (PlotWidth / 2), Height - 8, "epoch");
        if (best is { } kept)
        {
            AddLine(svg, "cv-best", X(kept), Top, X(kept), Top + PlotHeight);
            svg.Text("cv-soft", 10, "middle", X(kept), Top - 4, "kept");
        }

        for (var i = 0; i < panel.Curves.Count; i++)
        {
            AddCurve(svg, panel, panel.Curves[i], i, X, Y);
            var start = from + Left + (i * 120);
            AddLine(svg, $"cv-line cv-{i}", start, 42, start + 24, 42);
            svg.Text("cv-ink", 12, "start", start + 30, 46, panel.Curves[i].Name);
        }
    }

    private static void AddCurve(SvgWriter svg, CurvePanel panel, Curve curve, int number, Func<int, double> x, Func<double, double> y)
    {
        int[] epochs = [.. Enumerable.Range(0, curve.Values.Count).Where(epoch => double.IsFinite(curve.Values[epoch]))];
        var points = string.Join(' ', epochs.Select(epoch => FormattableString.Invariant($"{x(epoch):0.#},{y(curve.Values[epoch]):0.#}")));
        svg.Raw($"<polyline class=\"cv-line cv-{number}\" points=\"{points}\"/>");
        if (epochs.Length > MostDots) return;
        foreach (var epoch in epochs)
        {
            var value = curve.Values[epoch];
            var title = FormattableString.Invariant($"{curve.Name}, epoch {epoch + 1}: {Text(value, panel)}");
            svg.Raw($"""
                <circle class="cv-dot{number}" cx="{x(epoch):0.#}" cy="{y(value):0.#}" r="2.5"><title>{Markup.Escape(title)}</title></circle>
                """);
        }
    }

    private static void AddLine(SvgWriter svg, string kind, double x1, double y1, double x2, double y2) =>
        svg.Raw($"<line class=\"{kind}\" x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\"/>");

    private static string Text(double value, CurvePanel panel) => panel.IsShare ? Figures.Percent(value) : Figures.Plain(value);

    private static string Mark(double mark, CurveScale scale, CurvePanel panel)
    {
        if (panel.IsShare) return Math.Round(mark * 100, 3).ToString("0.###", CultureInfo.InvariantCulture) + "%";
        var decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(scale.Step)));
        return mark.ToString($"N{decimals}", CultureInfo.InvariantCulture);
    }
}
