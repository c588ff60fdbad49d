using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace MLPipeline.Reporting;

/// <summary>
/// What all pages have in common: the frame, the style sheet and the script that the build has bundled. The policy allows these two, by
/// their hashes, and pictures inside the page; nothing else can be run or fetched.
/// </summary>
internal static class PageFrame
{
    private static readonly string Style = Read("page.css");
    private static readonly string Script = Read("page.js");
    private static readonly string Frame = Read("page.html");

    private static readonly string Policy = string.Join(
        "; ",
        "default-src 'none'", $"script-src '{HashOf(Script)}'", $"style-src '{HashOf(Style)}'", "img-src data:", "base-uri 'none'",
        "form-action 'none'");

    /// <summary>What stands before the data, and what stands behind them.</summary>
    public static (string Before, string Behind) Around(string title)
    {
        var parts = Frame.Split("{{data}}");
        return (Fill(parts[0], title), Fill(parts[1], title));
    }

    /// <summary>Fills the marks of the frame, but no mark that happens to be in what is filled in.</summary>
    private static string Fill(string frame, string title)
    {
        var filled = new StringBuilder();
        foreach (var (place, part) in frame.Split("{{").Index())
        {
            var end = place == 0 ? 0 : part.IndexOf("}}", StringComparison.Ordinal) + 2;
            filled.Append(place == 0 ? "" : Value(part[..(end - 2)], title)).Append(part, end, part.Length - end);
        }

        return filled.ToString();
    }

    private static string Value(string mark, string title) => mark switch
    {
        "title" => WebUtility.HtmlEncode(title),
        "policy" => Policy,
        "style" => Style,
        "script" => Script,
        _ => throw new InvalidOperationException($"The frame of the page has an unknown mark '{mark}'."),
    };

    private static string HashOf(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Read(string name)
    {
        using var text = new StreamReader(typeof(PageFrame).Assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return text.ReadToEnd();
    }
}
