using System.Globalization;
using System.Text;

namespace MLPipeline.Evaluation;

/// <summary>
/// How many columns of a terminal a text takes: 2 for East Asian wide characters and emoji (Unicode Standard Annex 11, whole blocks where
/// the annex lists single characters), 0 for combining marks, 1 for the rest.
/// </summary>
internal static class DisplayWidth
{
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), // Hangul leading consonants
        (0x231A, 0x231B), (0x23E9, 0x23EC), (0x2614, 0x2615), (0x2648, 0x2653), (0x26BD, 0x26BE), (0x2705, 0x2705), (0x274C, 0x274C),
        (0x2B50, 0x2B50), // emoji among the older symbols
        (0x2E80, 0x303E), (0x3041, 0xA4CF), // CJK radicals to Yi
        (0xA960, 0xA97C), (0xAC00, 0xD7A3), // Hangul
        (0xF900, 0xFAFF), (0xFE30, 0xFE6B), (0xFF01, 0xFF60), (0xFFE0, 0xFFE6), // compatibility and full-width forms
        (0x17000, 0x18CFF), (0x1AFF0, 0x1B2FF), // Tangut, Kana supplement
        (0x1F1E6, 0x1F1FF), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1F9FF), (0x1FA70, 0x1FAFF), // emoji
        (0x20000, 0x3FFFD), // CJK extensions
    ];

    public static int Of(string text)
    {
        var width = 0;
        for (var elements = StringInfo.GetTextElementEnumerator(text); elements.MoveNext();)
            width += OfElement(elements.GetTextElement());
        return width;
    }

    /// <summary>The text cut to a width, with an ellipsis where something is missing.</summary>
    public static string Cut(string text, int width)
    {
        if (Of(text) <= width)
            return text;

        var kept = new StringBuilder();
        var taken = 0;
        for (var elements = StringInfo.GetTextElementEnumerator(text); elements.MoveNext();)
        {
            var element = elements.GetTextElement();
            taken += OfElement(element);
            if (taken > width - 1)
                break;
            kept.Append(element);
        }

        return kept.Append('…').ToString();
    }

    public static string PadLeft(string text, int width) => new string(' ', Math.Max(0, width - Of(text))) + text;

    public static string PadRight(string text, int width) => text + new string(' ', Math.Max(0, width - Of(text)));

    /// <summary>The text without what moves the cursor, starts an escape sequence or turns the direction of the rest of the line.</summary>
    public static string Printable(string text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            var moves = category is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            printable.Append(moves || TurnsDirection(rune.Value) ? "\uFFFD" : rune.ToString());
        }

        return printable.ToString();
    }

    private static bool TurnsDirection(int codePoint) =>
        codePoint is 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    private static int OfElement(string element)
    {
        const int EmojiPresentation = 0xFE0F;
        var width = 0;
        foreach (var rune in element.EnumerateRunes())
            width = Math.Max(width, rune.Value == EmojiPresentation ? 2 : OfRune(rune));
        return width;
    }

    private static int OfRune(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
            return 0;
        return Array.Exists(Wide, range => rune.Value >= range.First && rune.Value <= range.Last) ? 2 : 1;
    }
}
