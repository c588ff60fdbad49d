namespace MLPipeline.Evaluation;

/// <summary>
/// Measured values as one self-contained SVG picture: dots, a line for the smoothed ones, over the logarithm of X, marked places as upright lines.
/// Light or dark with the viewer's preference.
/// </summary>
public static class ScatterSvg
{
    private const double Width = 720, Height = 420, Left = 64, Right = 20, Top = 36, Bottom = 52;

    /// <summary>As far as every program can draw; what lies beyond the chart is cut off anyway.</summary>
    private const double Farthest = 10_000;

    /// <summary>Room above and below the line, as a part of its height.</summary>
    private const double Air = 0.08;

    /// <summary>The picture as SVG 1.1, without an XML declaration, so that it can also stand inside an HTML page.</summary>
    public static string ToSvg(Scatter chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var (across, up) = Axes(chart);
        var svg = new SvgWriter("sc", Width, Height, chart.Title, chart.Description);
        AddGrid(svg, chart, across, up);
        double Y(double value) => Math.Clamp(up.At(value), -Farthest, Farthest);
        svg.BeginClip(Left, Top, Width - Left - Right, Height - Top - Bottom);
        foreach (var point in chart.Points) svg.Dot("p-soft", across.At(point.X), Y(point.Y), opacity: 0.45);
        svg.Lines("p-line p-blue-line", chart.Points.Select(point => (across.At(point.X), Y(point.Smoothed))));
        svg.EndClip();
        for (var i = 0; i < chart.Marks.Count; i++) AddMark(svg, chart.Marks[i], across, above: 8 + (14 * (chart.Marks.Count - 1 - i)));
        return svg.Finish();
    }

    private static (ChartAxis Across, ChartAxis Up) Axes(Scatter chart)
    {
        var points = chart.Points;
        var shown = points.Count > chart.Outliers ? points.SkipLast(chart.Outliers) : points;
        var (lowest, highest) = (points.Min(point => point.Smoothed), shown.Max(point => point.Smoothed));
        var air = Math.Max(Air * (highest - lowest), 1e-6);
        var last = points.Count == 1 ? 10 * points[0].X : points[^1].X;
        return (
            new ChartAxis(points[0].X, last, Left, Width - Right) { IsLogarithmic = true },
            new ChartAxis(lowest - air, highest + air, Height - Bottom, Top));
    }

    private static void AddGrid(SvgWriter svg, Scatter chart, ChartAxis across, ChartAxis up)
    {
        foreach (var (x, text) in across.Marks())
        {
            svg.Line("p-grid", across.At(x), Top, across.At(x), Height - Bottom);
            svg.Text("p-soft", 12, "middle", across.At(x), Height - Bottom + 18, text);
        }

        foreach (var (y, text) in up.Marks())
        {
            svg.Line("p-grid", Left, up.At(y), Width - Right, up.At(y));
            svg.Text("p-soft", 12, "end", Left - 8, up.At(y) + 4, text);
        }

        svg.Text("p-ink", 12, "middle", (Left + Width - Right) / 2, Height - 12, chart.XName);
        svg.Text("p-ink", 12, "middle", 18, (Top + Height - Bottom) / 2, chart.YName, turned: true);
    }

    /// <summary>An upright line; its name stands above the chart, on the side where there is room.</summary>
    private static void AddMark(SvgWriter svg, (string Name, double X) mark, ChartAxis across, double above)
    {
        var x = across.At(mark.X);
        var (anchor, aside) = x > Width * 0.8 ? ("end", -5) : ("start", 5);
        svg.Line("p-line p-orange-line", x, Top - above + 4, x, Height - Bottom);
        svg.Text("p-orange", 12, anchor, x + aside, Top - above + 4, mark.Name);
    }
}
