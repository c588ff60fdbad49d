using System.Globalization;

namespace MLPipeline.Evaluation;

/// <summary>
/// Figures over epochs as one self-contained SVG picture, panel beside panel. Light or dark with the viewer's preference; every point has a
/// hover title while there are not too many of them; the epoch that was kept is marked by a line.
/// </summary>
public static class CurvesSvg
{
    private static readonly string[] Colours = ["p-blue", "p-orange"];

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
        var svg = new SvgWriter("cv", width, Height, title, Description(panels, best));
        for (var i = 0; i < panels.Count; i++) AddPanel(svg, panels[i], i * PanelWidth, best);
        return svg.Finish();
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
        var axis = ChartAxis.Around(panel.Curves.SelectMany(curve => curve.Values), Top + PlotHeight, Top);
        var epochs = panel.Curves.Max(curve => curve.Values.Count);
        double X(int epoch) => from + Left + (epochs > 1 ? PlotWidth * epoch / (epochs - 1) : PlotWidth / 2);

        svg.Text("p-ink", 15, "start", from + Left, 24, panel.Title);
        foreach (var (mark, text) in axis.Marks())
        {
            svg.Line("p-grid", from + Left, axis.At(mark), from + Left + PlotWidth, axis.At(mark));
            svg.Text("p-soft", 11, "end", from + Left - 8, axis.At(mark) + 4, panel.IsShare ? Percent(mark) : text);
        }

        var every = Math.Max(1, (int)Math.Ceiling(epochs / (double)MostEpochMarks));
        for (var epoch = 0; epoch < epochs; epoch += every)
            svg.Text("p-soft", 11, "middle", X(epoch), Height - Bottom + 16, (epoch + 1).ToString(CultureInfo.InvariantCulture));
        svg.Text("p-soft", 11, "middle", from + Left + (PlotWidth / 2), Height - 8, "epoch");
        if (best is { } kept)
        {
            svg.Line("p-soft-line", X(kept), Top, X(kept), Top + PlotHeight);
            svg.Text("p-soft", 10, "middle", X(kept), Top - 4, "kept");
        }

        for (var i = 0; i < panel.Curves.Count; i++)
        {
            AddCurve(svg, panel, i, X, axis.At);
            var start = from + Left + (i * 120);
            svg.Line($"p-line {Colours[i]}-line", start, 42, start + 24, 42);
            svg.Text("p-ink", 12, "start", start + 30, 46, panel.Curves[i].Name);
        }
    }

    private static void AddCurve(SvgWriter svg, CurvePanel panel, int number, Func<int, double> x, Func<double, double> y)
    {
        var curve = panel.Curves[number];
        int[] epochs = [.. Enumerable.Range(0, curve.Values.Count).Where(epoch => double.IsFinite(curve.Values[epoch]))];
        svg.Lines($"p-line {Colours[number]}-line", epochs.Select(epoch => (x(epoch), y(curve.Values[epoch]))));
        if (epochs.Length > MostDots) return;
        foreach (var epoch in epochs)
        {
            var value = curve.Values[epoch];
            svg.Dot(Colours[number], x(epoch), y(value), FormattableString.Invariant($"{curve.Name}, epoch {epoch + 1}: {Text(value, panel)}"));
        }
    }

    private static string Text(double value, CurvePanel panel) => panel.IsShare ? Figures.Percent(value) : Figures.Plain(value);

    private static string Percent(double mark) => Math.Round(mark * 100, 3).ToString("0.###", CultureInfo.InvariantCulture) + "%";
}
