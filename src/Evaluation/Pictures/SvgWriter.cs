using System.Text;

namespace MLPipeline.Evaluation;

/// <summary>
/// A self-contained SVG 1.1 picture, without an XML declaration, so that it can also stand inside an HTML page: one element per line, numbers invariant and
/// short. All pictures share these colours, which follow the viewer's preference for light or dark.
/// </summary>
internal sealed class SvgWriter
{
    private const string Style = """
        .p-back{fill:#fff}
        .p-panel{fill:#f3f4f6}
        .p-ink{fill:#1f2328}
        .p-soft{fill:#59636e}
        .p-blue{fill:#1f6fb5}
        .p-orange{fill:#c9480b}
        .p-line{fill:none;stroke-width:2;stroke-linejoin:round}
        .p-blue-line{stroke:#1f6fb5}
        .p-orange-line{stroke:#c9480b;stroke-dasharray:6 3}
        .p-soft-line{stroke:#59636e;stroke-dasharray:3 3}
        .p-grid{stroke:#e3e6ea}
        .p-number{pointer-events:none}
        @media (prefers-color-scheme:dark){
        .p-back{fill:#0d1117}
        .p-panel{fill:#161b22}
        .p-ink{fill:#e6edf3}
        .p-soft{fill:#9198a1}
        .p-blue{fill:#58a6ff}
        .p-orange{fill:#ff8a4c}
        .p-blue-line{stroke:#58a6ff}
        .p-orange-line{stroke:#ff8a4c}
        .p-soft-line{stroke:#9198a1}
        .p-grid{stroke:#262c34}
        }
        """;

    private readonly StringBuilder _svg = new();
    private readonly string _id;

    /// <param name="id">Tells the parts of several pictures on one page apart.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="title">What the picture shows (plain text).</param>
    /// <param name="description">What there is to see, for readers who cannot see it (plain text).</param>
    public SvgWriter(string id, double width, double height, string title, string description)
    {
        _id = id;
        Raw($"""
            <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{id}-title {id}-desc"
                 width="{width:0.#}" height="{height:0.#}" viewBox="0 0 {width:0.#} {height:0.#}"
                 font-family="system-ui,'Noto Sans',sans-serif">
            <title id="{id}-title">{Markup.Escape(title)}</title>
            <desc id="{id}-desc">{Markup.Escape(description)}</desc>
            <style>
            {Style}
            </style>
            <rect class="p-back" width="100%" height="100%"/>
            """);
    }

    /// <summary>A filled rectangle, with a hover title (plain text) where one is given.</summary>
    public void Rectangle(string kind, double x, double y, double width, double height, string? title = null, double opacity = 1) => Raw(
        $"""
        <rect class="{kind}" x="{x:0.##}" y="{y:0.##}" width="{width:0.##}" height="{height:0.##}" fill-opacity="{opacity:0.##}"
        >{Title(title)}</rect>
        """);

    /// <summary>Plain text. The anchor is start, middle or end; turned text runs upwards.</summary>
    public void Text(string kind, double size, string anchor, double x, double y, string text, bool turned = false, string? title = null)
    {
        var turn = turned ? " rotate(-90)" : "";
        var content = Title(title) + Markup.Escape(text);
        Raw($"""
            <text class="{kind}" font-size="{size:0.#}" text-anchor="{anchor}" transform="translate({x:0.#},{y:0.#}){turn}">{content}</text>
            """);
    }

    /// <summary>A straight line.</summary>
    public void Line(string kind, double x1, double y1, double x2, double y2) =>
        Raw($"<line class=\"{kind}\" x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\"/>");

    /// <summary>A line from point to point.</summary>
    public void Lines(string kind, IEnumerable<(double X, double Y)> points)
    {
        var text = string.Join(' ', points.Select(point => FormattableString.Invariant($"{point.X:0.#},{point.Y:0.#}")));
        Raw($"<polyline class=\"{kind}\" points=\"{text}\"/>");
    }

    /// <summary>A dot, with a hover title (plain text) where one is given.</summary>
    public void Dot(string kind, double x, double y, string? title = null, double opacity = 1) => Raw(
        $"""
        <circle class="{kind}" cx="{x:0.#}" cy="{y:0.#}" r="2.5" fill-opacity="{opacity:0.##}">{Title(title)}</circle>
        """);

    /// <summary>What is drawn until <see cref="EndClip"/> is cut off at a rectangle.</summary>
    public void BeginClip(double x, double y, double width, double height) => Raw(
        $"""
        <clipPath id="{_id}-clip"><rect x="{x:0.#}" y="{y:0.#}" width="{width:0.#}" height="{height:0.#}"/></clipPath>
        <g clip-path="url(#{_id}-clip)">
        """);

    /// <summary>Ends <see cref="BeginClip"/>.</summary>
    public void EndClip() => Raw($"</g>");

    /// <summary>The whole picture.</summary>
    public string Finish()
    {
        Raw($"</svg>");
        return _svg.ToString();
    }

    private void Raw(FormattableString lines) => _svg.Append(FormattableString.Invariant(lines)).Append('\n');

    private static string Title(string? title) => title is null ? "" : $"<title>{Markup.Escape(title)}</title>";
}
