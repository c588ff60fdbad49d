using System.Text;

namespace MLPipeline.Evaluation;

/// <summary>The few SVG elements that a picture of a matrix needs, one per line, numbers invariant and short.</summary>
internal sealed class SvgWriter
{
    private readonly StringBuilder _svg = new();

    public void Raw(FormattableString line) => _svg.Append(FormattableString.Invariant(line)).Append('\n');

    /// <summary>A filled square with a hover title (plain text).</summary>
    public void Square(string kind, double x, double y, double side, double opacity, string title) => Raw(
        $"""
        <rect class="{kind}" x="{x:0.##}" y="{y:0.##}" width="{side:0.##}" height="{side:0.##}" fill-opacity="{opacity:0.##}"
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

    public override string ToString() => _svg.ToString();

    private static string Title(string? title) => title is null ? "" : $"<title>{Markup.Escape(title)}</title>";
}
