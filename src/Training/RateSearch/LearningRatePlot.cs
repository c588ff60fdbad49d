using System.Globalization;
using System.Text;

namespace MLPipeline.Training;

/// <summary>
/// A search for the learning rate as one self-contained SVG picture: the loss of every step as a dot, the smoothed loss as a line, over the
/// logarithm of the rate, the suggestions as upright lines. Light or dark with the viewer's preference.
/// </summary>
public static class LearningRatePlot
{
    private const double Width = 720;
    private const double Height = 420;
    private const double Left = 64;
    private const double Right = 20;
    private const double Top = 36;
    private const double Bottom = 52;

    /// <summary>
    /// A loss may be a million times what is shown; places of that size overflow the fixed-point numbers of some programs.
    /// </summary>
    private const double Farthest = 10_000;

    private const string Style = """
        .lr-back{fill:#fff}
        .lr-ink{fill:#1f2328}
        .lr-soft{fill:#59636e}
        .lr-grid{stroke:#d1d9e0;stroke-width:1}
        .lr-loss{fill:#59636e;fill-opacity:.45}
        .lr-line{fill:none;stroke:#1f6fb5;stroke-width:2.5;stroke-linejoin:round}
        .lr-mark{stroke:#c9480b;stroke-width:1.5;stroke-dasharray:5 4}
        .lr-name{fill:#c9480b}
        @media (prefers-color-scheme:dark){
        .lr-back{fill:#0d1117}
        .lr-ink{fill:#e6edf3}
        .lr-soft{fill:#9198a1}
        .lr-grid{stroke:#3d444d}
        .lr-loss{fill:#9198a1}
        .lr-line{stroke:#58a6ff}
        .lr-mark{stroke:#ff8a4c}
        .lr-name{fill:#ff8a4c}
        }
        """;

    /// <summary>The picture as SVG 1.1, without an XML declaration, so that it can also stand inside an HTML page.</summary>
    public static string ToSvg(LearningRateCurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        var (rates, losses) = Axes(curve.Points);
        var svg = new StringBuilder();
        Add(svg, $"""
            <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="lr-title lr-desc"
                 width="{Width}" height="{Height}" viewBox="0 0 {Width} {Height}"
                 font-family="system-ui,'Noto Sans',sans-serif" font-size="12">
            <title id="lr-title">Loss by learning rate</title>
            <desc id="lr-desc">{Description(curve)}</desc>
            <style>
            {Style}
            </style>
            <clipPath id="lr-clip"><rect x="{Left}" y="{Top}" width="{Width - Left - Right}" height="{Height - Top - Bottom}"/></clipPath>
            <rect class="lr-back" width="100%" height="100%"/>
            """);
        AddGrid(svg, rates, losses);
        Add(svg, $"""<g clip-path="url(#lr-clip)">""");
        foreach (var point in curve.Points)
        {
            Add(svg, $"""
                <circle class="lr-loss" cx="{rates.At(point.LearningRate):0.#}" cy="{Place(losses, point.Loss):0.#}" r="2.5"/>
                """);
        }

        var line = curve.Points.Select(point => FormattableString.Invariant(
            $"{rates.At(point.LearningRate):0.#},{Place(losses, point.SmoothedLoss):0.#}"));
        Add(svg, $"""
            <polyline class="lr-line" points="{string.Join(' ', line)}"/>
            </g>
            """);
        if (curve.Valley is { } valley) AddSuggestion(svg, "valley", valley, rates, above: 22);
        if (curve.Steepest is { } steepest) AddSuggestion(svg, "steepest", steepest, rates, above: 8);
        Add(svg, $"</svg>");
        return svg.ToString();
    }

    /// <summary>
    /// The losses' axis is that of the smoothed ones with some air, without the last few, which may be thousands of times larger: what lies
    /// beyond is cut off.
    /// </summary>
    private static (PlotAxis Rates, PlotAxis Losses) Axes(IReadOnlyList<LearningRatePoint> points)
    {
        var shown = points.Count > LearningRateCurve.BlowingUp ? points.SkipLast(LearningRateCurve.BlowingUp) : points;
        var (lowest, highest) = (points.Min(point => point.SmoothedLoss), shown.Max(point => point.SmoothedLoss));
        var air = Math.Max(0.08 * (highest - lowest), 1e-6);
        var last = points.Count == 1 ? 10 * points[0].LearningRate : points[^1].LearningRate;
        return (
            new PlotAxis(points[0].LearningRate, last, Left, Width - Right, IsLogarithmic: true),
            new PlotAxis(lowest - air, highest + air, Height - Bottom, Top, IsLogarithmic: false));
    }

    private static void AddGrid(StringBuilder svg, PlotAxis rates, PlotAxis losses)
    {
        foreach (var (rate, text) in rates.Marks())
        {
            Add(svg, $"""
                <line class="lr-grid" x1="{rates.At(rate):0.#}" x2="{rates.At(rate):0.#}" y1="{Top}" y2="{Height - Bottom}"/>
                <text class="lr-soft" text-anchor="middle" x="{rates.At(rate):0.#}" y="{Height - Bottom + 18}">{text}</text>
                """);
        }

        foreach (var (loss, text) in losses.Marks())
        {
            Add(svg, $"""
                <line class="lr-grid" x1="{Left}" x2="{Width - Right}" y1="{losses.At(loss):0.#}" y2="{losses.At(loss):0.#}"/>
                <text class="lr-soft" text-anchor="end" x="{Left - 8}" y="{losses.At(loss) + 4:0.#}">{text}</text>
                """);
        }

        Add(svg, $"""
            <text class="lr-ink" text-anchor="middle" x="{(Left + Width - Right) / 2}" y="{Height - 12}">learning rate</text>
            <text class="lr-ink" text-anchor="middle" transform="translate(18,{(Top + Height - Bottom) / 2}) rotate(-90)">loss</text>
            """);
    }

    /// <summary>An upright line; its name stands above the picture, on the side where there is room.</summary>
    private static void AddSuggestion(StringBuilder svg, string name, LearningRatePoint point, PlotAxis rates, double above)
    {
        var x = rates.At(point.LearningRate);
        var (anchor, aside) = x > Width * 0.8 ? ("end", -5) : ("start", 5);
        Add(svg, $"""
            <line class="lr-mark" x1="{x:0.#}" x2="{x:0.#}" y1="{Top - above + 4}" y2="{Height - Bottom}"/>
            <text class="lr-name" text-anchor="{anchor}" x="{x + aside:0.#}" y="{Top - above + 4}">{name} {Rate(point)}</text>
            """);
    }

    private static string Description(LearningRateCurve curve)
    {
        var first = curve.Points[0];
        var last = curve.Points[^1];
        var lowest = curve.Points.Min(point => point.SmoothedLoss);
        var text = FormattableString.Invariant(
            $"""
            {curve.Points.Count} training steps with rates from {first.LearningRate:G3} to {last.LearningRate:G3}; the smoothed loss
            begins at {first.SmoothedLoss:F4}, is {lowest:F4} at its lowest and {last.SmoothedLoss:F4} in the end.
            """);
        return curve.Valley is { } valley ? $"{text} Suggested: {Rate(valley)}." : text;
    }

    private static double Place(PlotAxis losses, double loss) => Math.Clamp(losses.At(loss), -Farthest, Farthest);

    private static string Rate(LearningRatePoint point) => point.LearningRate.ToString("G3", CultureInfo.InvariantCulture);

    private static void Add(StringBuilder svg, FormattableString lines) => svg.Append(FormattableString.Invariant(lines)).Append('\n');
}
