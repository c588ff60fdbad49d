using System.Text;

namespace MLPipeline.Evaluation;

/// <summary>Text inside XML, in elements and in quoted attributes.</summary>
internal static class Markup
{
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        // Enumerating runes turns a lone surrogate into U+FFFD.
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                '\t' or '\n' or '\r' => escaped.Append($"&#{rune.Value};"),
                < 0x20 or (>= 0x7F and < 0xA0) or 0xFFFE or 0xFFFF => escaped.Append('\uFFFD'), // not allowed or not visible in XML 1.0
                _ => escaped.Append(rune.ToString()),
            };
        }

        return escaped.ToString();
    }
}
