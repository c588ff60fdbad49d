using System.Globalization;
using System.Text;

namespace MLPipeline.Terminal;

/// <summary>Makes names from outside harmless: a file name may hold line breaks and escape codes, which a terminal would obey.</summary>
public static class PrintableText
{
    /// <summary>The text with every control character written out: a line break as <c>\n</c>, others as <c>\x1B</c>.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var printable = new StringBuilder();
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '\n' => printable.Append("\\n"),
                '\r' => printable.Append("\\r"),
                '\t' => printable.Append("\\t"),
                _ when char.IsControl(letter) => printable.Append(CultureInfo.InvariantCulture, $"\\x{(int)letter:X2}"),
                _ => printable.Append(letter),
            };
        }

        return printable.ToString();
    }
}
