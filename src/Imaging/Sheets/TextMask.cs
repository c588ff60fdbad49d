using System.Globalization;
using System.Security;
using MLPipeline.Imaging.Decoding;
using MLPipeline.Imaging.Native;

namespace MLPipeline.Imaging.Sheets;

/// <summary>A line of text as coverage, <c>[Height, Width]</c>, 0 (paper) .. 255 (ink).</summary>
internal sealed unsafe record TextMask(int Width, int Height, byte[] Coverage)
{
    private const string Strut = "│"; // U+2502 reaches from the top of the line to its bottom
    private static readonly TextMask Nothing = new(0, 0, []);

    /// <summary>
    /// The line, or as much of its beginning as fits into <paramref name="width"/> pixels with an ellipsis after it. Masks of one font size have their baselines at the same height.
    /// </summary>
    public static TextMask Line(string line, int fontSize, int width)
    {
        var text = Printable(line);
        if (text.Length == 0)
            return Nothing;
        var bare = Render(text, fontSize);
        if (bare.Width > width)
        {
            text = Shortened(text, fontSize, width);
            bare = Render(text, fontSize);
        }

        // libvips trims to the ink, so "ace" would sit higher than "Ag". A strut before the text gives both the line's height; its columns are cut off again.
        var strutted = Render(Strut + text, fontSize);
        return strutted.Right(Math.Min(bare.Width, strutted.Width));
    }

    /// <summary>One character, trimmed to its ink.</summary>
    public static TextMask Symbol(string character, int fontSize) => Render(character, fontSize);

    // Binary search over text elements: letters with their accents stay together.
    private static string Shortened(string text, int fontSize, int width)
    {
        var elements = StringInfo.ParseCombiningCharacters(text);
        var best = "…";
        for (int low = 1, high = elements.Length - 1; low <= high;)
        {
            var middle = (low + high) / 2;
            var candidate = text[..elements[middle]].TrimEnd() + "…";
            if (Render(candidate, fontSize).Width <= width)
                (best, low) = (candidate, middle + 1);
            else
                high = middle - 1;
        }

        return best;
    }

    private TextMask Right(int width)
    {
        var kept = new byte[Height * width];
        for (var y = 0; y < Height; y++)
            Coverage.AsSpan((y * Width) + Width - width, width).CopyTo(kept.AsSpan(y * width));
        return new(width, Height, kept);
    }

    // XML, which the markup is, has no way to write control characters and halves of surrogate pairs.
    private static string Printable(string line) =>
        string.Concat(line.EnumerateRunes().Where(rune => !System.Text.Rune.IsControl(rune))).Trim();

    private static TextMask Render(string text, int fontSize)
    {
        VipsLibrary.EnsureReady();
        var work = new Work(SecurityElement.Escape(text), fontSize, BundledFont.Path);
        try
        {
            VipsErrors.Run(work, RenderOnce);
        }
        catch (VipsException e)
        {
            throw new InvalidOperationException($"The text '{text}' could not be drawn: {e.Message}", e);
        }

        return work.Result;
    }

    private static void RenderOnce(Work work)
    {
        using var operation = new VipsOperation("text");
        operation.SetText("text", work.Markup);
        operation.SetText("font", string.Create(CultureInfo.InvariantCulture, $"{BundledFont.Family} {work.FontSize}"));
        operation.SetText("fontfile", work.FontFile);
        operation.Set("dpi=72"); // one point is one pixel
        using var image = operation.Image();
        var coverage = new byte[image.Width * image.Height];
        fixed (byte* target = coverage)
            VipsRows.CopyAll(image, matrix: null, target);
        work.Result = new(image.Width, image.Height, coverage);
    }

    private sealed class Work(string markup, int fontSize, string fontFile)
    {
        public string Markup { get; } = markup;

        public int FontSize { get; } = fontSize;

        public string FontFile { get; } = fontFile;

        public TextMask Result { get; set; } = Nothing;
    }
}
