using System.Globalization;
using System.Text.Json;
using Xunit.Abstractions;

namespace MLPipeline.Reporting.Tests;

public class PageInBrowserTests(Visits visits, ITestOutputHelper output) : IClassFixture<Visits>
{
    public static TheoryData<int> ClassCounts => [2, 10, 120];

    [SkippableTheory]
    [MemberData(nameof(ClassCounts))]
    public async Task Page_FromDisk_HasNoErrorAndNoRequest(int classes)
    {
        var seen = (await visits.OfAsync(classes)).Seen;
        Assert.Empty(Texts(seen, "messages"));
        Assert.Empty(Texts(seen, "requests"));
        Assert.Empty(Texts(seen, "violations"));
    }

    [SkippableTheory]
    [MemberData(nameof(ClassCounts))]
    public async Task Cell_ClickedOrReachedByKeyboard_ShowsExactlyItsImages(int classes)
    {
        var visit = await visits.OfAsync(classes);
        var metrics = visit.Content.Metrics!;
        foreach (var (turn, cell) in Visits.CellsOf(classes).Index())
        {
            var (actual, predicted) = (cell[0], cell[1]);
            var images = visit.Content.Images.Where(image => (image.Row.Actual, image.Row.Predicted) == (actual, predicted));
            string[] names = [.. images.Select(image => image.Name)];
            var count = metrics.ConfusionMatrix.Counts[actual][predicted];
            // 120 classes share the places of right answers, so that they have two or three each.
            if (actual == predicted && classes > 100) Assert.InRange(names.Length, 2, 3);
            else Assert.Equal(Math.Min(count, CellImages.MostPerCell), names.Length);
            foreach (var way in new[] { "clicked", "typed" })
            {
                var shown = visit.Seen.GetProperty(way)[turn];
                Assert.Equal(names, Texts(shown, "names"));
                var (one, other) = (visit.Content.Classes[actual], visit.Content.Classes[predicted]);
                var heading = actual == predicted ? $"{one} recognised" : $"{one} taken for {other}";
                Assert.Equal(heading, shown.GetProperty("heading").GetString());
                Assert.StartsWith($"{count} image", shown.GetProperty("note").GetString(), StringComparison.Ordinal);
            }

            Assert.Equal(names.Length, visit.Seen.GetProperty("clicked")[turn].GetProperty("pictures").GetInt32());
            Assert.Equal("solid", visit.Seen.GetProperty("typed")[turn].GetProperty("outline").GetString()); // the focus can be seen
        }
    }

    [SkippableFact]
    public async Task Caption_SaysBothProbabilities()
    {
        var visit = await visits.OfAsync(10);
        var row = visit.Content.Images.First(image => image.Row is { Actual: 0, Predicted: 1 }).Row;
        var lines = visit.Seen.GetProperty("clicked")[0].GetProperty("captions")[0].EnumerateArray();
        var caption = lines.Select(line => line.GetString()).ToList();
        Assert.Equal(FormattableString.Invariant($"{row.Confidence * 100:F1}% Bengal"), caption[1]);
        Assert.Equal(FormattableString.Invariant($"{row.Probability * 100:F1}% Abyssinian"), caption[2]);
    }

    [SkippableTheory]
    [MemberData(nameof(ClassCounts))]
    public async Task Switch_ShowsSharesInPlaceOfCounts(int classes)
    {
        var visit = await visits.OfAsync(classes);
        var (counts, support) = (visit.Content.Metrics!.ConfusionMatrix.Counts[0], visit.Content.Metrics.ConfusionMatrix.Support[0]);
        Assert.Equal(counts.Select(count => count == 0 ? "" : $"{count}"), Texts(visit.Seen, "counts"));
        foreach (var (count, text) in counts.Zip(Texts(visit.Seen, "shares")))
        {
            Assert.True(count == 0 ? text.Length == 0 : IsRounded(text, count / support, 0), $"{count} of {support} is shown as '{text}'.");
        }
    }

    [SkippableTheory]
    [MemberData(nameof(ClassCounts))]
    public async Task ClassTable_SortsByThePressedHeading_BothWays(int classes)
    {
        var visit = await visits.OfAsync(classes);
        var precisions = visit.Content.Metrics!.PerClass.Select(one => one.Precision).Order().ToList();
        var sorted = visit.Seen.GetProperty("sorted");
        Assert.Equal("ascending", sorted.GetProperty("ascending").GetProperty("order").GetString());
        var ascending = Texts(sorted.GetProperty("ascending"), "values");
        Assert.All(precisions.Zip(ascending), pair => Assert.True(IsRounded(pair.Second, pair.First, 1)));
        Assert.Equal("descending", sorted.GetProperty("descending").GetProperty("order").GetString());
        Assert.Equal(Enumerable.Reverse(ascending), Texts(sorted.GetProperty("descending"), "values"));
    }

    [SkippableTheory]
    [MemberData(nameof(ClassCounts))]
    public async Task MostConfusedPair_SelectsItsCell(int classes)
    {
        var visit = await visits.OfAsync(classes);
        var worst = visit.Content.Metrics!.ConfusionMatrix.MostConfused()[0];
        var heading = visit.Seen.GetProperty("pair").GetProperty("heading").GetString();
        Assert.Equal($"{worst.ActualName} taken for {worst.PredictedName}", heading);
    }

    [SkippableTheory]
    [MemberData(nameof(ClassCounts))]
    public async Task Page_IsReadableForEveryone(int classes)
    {
        var seen = (await visits.OfAsync(classes)).Seen;
        var structure = seen.GetProperty("structure");
        int[] headings = [.. structure.GetProperty("headings").EnumerateArray().Select(level => level.GetInt32())];
        Assert.Equal(1, headings[0]);
        Assert.Equal(1, headings.Count(level => level == 1));
        Assert.All(headings.Zip(headings.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1));
        Assert.Equal(["header", "nav", "main"], Texts(structure, "landmarks"));
        Assert.Equal(0, structure.GetProperty("withoutAlternative").GetInt32());
        Assert.Equal(classes * classes, structure.GetProperty("cells").GetInt32());
        Assert.True(seen.GetProperty("headingsStay").GetBoolean());
        Assert.Equal(360, seen.GetProperty("telephone").GetInt32()); // no sideways scroll
        Assert.NotEqual(structure.GetProperty("ground").GetString(), seen.GetProperty("darkGround").GetString());
    }

    [SkippableFact]
    public async Task Charts_AreDrawnAndDescribed()
    {
        var seen = (await visits.OfAsync(10)).Seen;
        var structure = seen.GetProperty("structure");
        Assert.Matches("^Epoch \\d+\ntraining \\d\\.\\d{4}\nvalidation \\d\\.\\d{4}$", seen.GetProperty("tooltip").GetString());
        var charts = Texts(structure, "charts");
        Assert.Equal(6, charts.Count); // loss, accuracy, rate, classes, rate finder, calibration
        Assert.Equal(charts.Count, structure.GetProperty("drawings").GetInt32());
        Assert.All(charts, chart => Assert.StartsWith("img: ", chart, StringComparison.Ordinal));
        Assert.Contains(charts, chart => chart.Contains("8.0e", StringComparison.Ordinal)); // the suggested rate
    }

    [SkippableFact]
    public async Task Axe_FindsNoSeriousFault_InLightAndDark()
    {
        var faults = await Chromium.RunAsync("accessibility.mjs", (await visits.OfAsync(10)).Page);
        Assert.Equal([], faults.EnumerateArray().Select(fault => fault.GetString()));
    }

    [SkippableFact]
    public async Task TenThousandImagesOf120Classes_StayUnder15Megabytes()
    {
        var visit = await visits.OfAsync(120);
        var size = new FileInfo(visit.Page).Length;
        output.WriteLine($"{size / 1e6:F1} MB, opened in {visit.Seen.GetProperty("milliseconds").GetDouble() / 1000:F2} s");
        Assert.InRange(size, 1, 15_000_000);
        Assert.Equal(CellImages.MostPerPage, visit.Content.Images.Count);
    }

    [SkippableFact]
    public async Task TenThousandImagesOf120Classes_OpenWithin3Seconds()
    {
        LongRun.Require(); // a machine with other work cannot promise a time
        Assert.InRange((await visits.OfAsync(120)).Seen.GetProperty("milliseconds").GetDouble(), 0, 3000);
    }

    [SkippableFact]
    public async Task NamesThatLookLikeMarkup_AreHarmless()
    {
        Chromium.Require();
        string[] names =
        [
            "</script><script>alert(1)</script>", "\"><img src=x onerror=alert(2)>", "{{style}} '&amp;' \\u0022", "🐈‍⬛ 猫",
            "قطة سيامي", "\u202Eback\u202C",
            new string('w', 200), "__proto__",
        ];
        using var folder = new TemporaryFolder();
        ReportPage.Save(SampleReport.Of(names, 400) with { Title = names[0] }, folder.File("page.html"));
        var seen = await Chromium.RunAsync("visit.mjs", folder.File("page.html"), "[[0, 1]]");
        Assert.Empty(Texts(seen, "messages"));
        Assert.Empty(Texts(seen, "requests"));
        Assert.Equal(360, seen.GetProperty("telephone").GetInt32());
        Assert.Equal(names.Order(StringComparer.Ordinal), Texts(seen.GetProperty("structure"), "classNames").Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task WeightsFromBeforeTheFirstEpoch_AreMarkedAndNamed()
    {
        Chromium.Require();
        var content = SampleReport.Of(10, 400);
        var start = new ReportEpoch(0, double.NaN, double.NaN, ValidationLoss: 0.25, ValidationAccuracy: 0.9, double.NaN);
        using var folder = new TemporaryFolder();
        ReportPage.Save(content with { Curves = new ReportCurves([start, .. content.Curves!.Epochs], BestEpoch: 0) }, folder.File("page.html"));
        var seen = await Chromium.RunAsync("visit.mjs", folder.File("page.html"), "[[0, 1]]");
        Assert.Empty(Texts(seen, "messages"));
        var curves = seen.GetProperty("structure").GetProperty("curves").GetString();
        const string Kept = "The weights from before the first epoch were kept: no epoch was better on the validation images.";
        Assert.Contains(Kept, curves, StringComparison.Ordinal);
        Assert.Matches("Loss by epoch: training 1\\.\\d{4} at first, .*; validation 0\\.2500 at first, ", Texts(seen.GetProperty("structure"), "charts")[0]);
        Assert.Equal(["kept", "kept", "kept"], Texts(seen.GetProperty("structure"), "marks"));
    }

    /// <summary>Whether a text such as 86.5% is the share, rounded; a half may go up or down.</summary>
    private static bool IsRounded(string text, double share, int decimals) =>
        Math.Abs(double.Parse(text.TrimEnd('%'), CultureInfo.InvariantCulture) - (100 * share)) <= (0.5 * Math.Pow(10, -decimals)) + 1e-9;

    private static List<string> Texts(JsonElement element, string field) =>
        [.. element.GetProperty(field).EnumerateArray().Select(text => text.GetString()!)];
}
