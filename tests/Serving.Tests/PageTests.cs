using System.Text.Json;

namespace MLPipeline.Serving.Tests;

/// <summary>The page in Debian's Chromium, as people use it.</summary>
public sealed class PageTests(PageTests.Visit visit) : IClassFixture<PageTests.Visit>
{
    [SkippableFact]
    public async Task Image_ChosenDroppedOrPasted_HasItsLabel()
    {
        var seen = await visit.SeenAsync();
        var label = new SmallModel(1).Labels[Array.IndexOf(new SmallModel(1).Scores(), new SmallModel(1).Scores().Max())];
        Assert.Equal([label], Texts(seen, "chosen"));
        Assert.Equal([label, "Cannot be read"], Texts(seen, "dropped"));
        Assert.Equal([label], Texts(seen, "pasted"));
        var order = new SmallModel(1).Labels.Zip(new SmallModel(1).Scores()).OrderByDescending(pair => pair.Second);
        Assert.Equal(order.Select(pair => pair.First), Texts(seen, "classes"));
        Assert.NotEqual("", seen.GetProperty("fault").GetString()); // the reason, in words
        Assert.Equal(2, seen.GetProperty("pictures").GetInt32());
    }

    [SkippableFact]
    public async Task Page_HasNoErrorAndAsksNobodyElse()
    {
        var seen = await visit.SeenAsync();
        Assert.Empty(Texts(seen, "messages"));
        Assert.Empty(Texts(seen, "elsewhere"));
        Assert.Empty(Texts(seen, "violations"));
        Assert.Equal(["flowers", "second"], Texts(seen, "models"));
    }

    [SkippableFact]
    public async Task Page_IsForEveryone()
    {
        var seen = await visit.SeenAsync();
        Assert.Equal(["model", "files"], Texts(seen, "stops")); // by the Tab key
        Assert.Equal("solid", seen.GetProperty("outline").GetString()); // the focus can be seen
        Assert.Equal(360, seen.GetProperty("telephone").GetInt32()); // no sideways scroll
        Assert.NotEqual(seen.GetProperty("light").GetString(), seen.GetProperty("dark").GetString());
        Assert.Empty(Texts(seen, "faults")); // axe-core, in both colour schemes, with answers on the page
    }

    [SkippableFact]
    public async Task Key_IsAskedFor_AndUsed()
    {
        var seen = await Visit.OfAsync("a-key-of-some-length");
        Assert.True(seen.GetProperty("asked").GetBoolean());
        Assert.Equal(["flowers", "second"], Texts(seen, "models"));
        Assert.Single(Texts(seen, "chosen"));
    }

    private static List<string> Texts(JsonElement element, string field) =>
        [.. element.GetProperty(field).EnumerateArray().Select(text => text.GetString()!)];

    /// <summary>What was seen on the page of a server with two models, when it was visited once.</summary>
    public sealed class Visit
    {
        private const string Browser = "/usr/bin/chromium";

        private Task<JsonElement>? _seen;

        public Task<JsonElement> SeenAsync()
        {
            Require(); // before anything is kept
            return _seen ??= OfAsync(null);
        }

        public static async Task<JsonElement> OfAsync(string? key)
        {
            Require();
            using var folder = new TemporaryFolder();
            var second = folder.Write("second.onnx", new SmallModel(2).ToBytes());
            await using var running = await RunningServer.StartAsync(
                options => options with { Models = [.. options.Models, new("second", second)], ApiKey = key });
            var script = Repository.PathOf("tests", "Serving.Tests", "Browser", "visit.mjs");
            string[] files = [folder.Write("good.png", SmallModel.Png), folder.Write("bad.png", SmallModel.Png[..^40])];
            var run = await new ProgramCall("node", [script, running.Server.Urls[0], Browser, .. files, key ?? ""]).RunAsync();
            return JsonDocument.Parse(run.Expect(0).Results).RootElement;
        }

        private static void Require() =>
            Skip.IfNot(File.Exists(Browser), $"needs {Browser}, which 'apt-get install --no-install-recommends chromium' brings");
    }
}
