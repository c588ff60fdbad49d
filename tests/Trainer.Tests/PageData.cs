using System.Text.Json;
using System.Text.RegularExpressions;

namespace MLPipeline.Trainer.Tests;

/// <summary>What a report's page holds for its script.</summary>
internal static partial class PageData
{
    public static JsonDocument Of(string folder) =>
        JsonDocument.Parse(Data().Match(File.ReadAllText(Path.Combine(folder, "report.html"))).Groups[1].Value);

    [GeneratedRegex("""<script type="application/json" id="data">(.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex Data();
}
