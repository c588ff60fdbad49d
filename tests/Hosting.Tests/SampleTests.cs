using System.Net;
using System.Text.Json;

namespace MLPipeline.Hosting.Tests;

/// <summary>The sample programs as their users start them.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task WebApi_ClassifiesWhatIsPostedAndTakesANewModel()
    {
        var path = _folder.Write("model.onnx", new SmallModel(1).ToBytes());
        using var program = Sample("WebApi", "--model", path, "--urls", "http://127.0.0.1:0").Start();
        var address = (await program.MessageAsync(@"Now listening on: (http\S+)")).Groups[1].Value;
        using var client = new HttpClient { BaseAddress = new Uri(address) };

        using (var answer = await client.PostAsync("/predict", new ByteArrayContent(SmallModel.Png)))
        {
            var prediction = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
            var scores = new SmallModel(1).Scores();
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(scores.Max(), prediction.GetProperty("score").GetSingle());
            Assert.Equal(new SmallModel(1).Labels[Array.IndexOf(scores, scores.Max())], prediction.GetProperty("label").GetString());
            Assert.Equal(3, prediction.GetProperty("top").GetArrayLength());
        }

        using (var answer = await client.PostAsync("/predict", new ByteArrayContent("no image"u8.ToArray())))
        {
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
            Assert.Contains("\"title\":\"NotAnImage\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal("Healthy", await client.GetStringAsync("/health"));
        File.WriteAllBytes(path, new SmallModel(2).ToBytes());
        await program.MessageAsync($"was replaced: {new SmallModel(1).Hash()} by {new SmallModel(2).Hash()}");
        Assert.Contains(new SmallModel(2).Hash(), await client.GetStringAsync("/model"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Worker_SortsItsInbox()
    {
        Skip.If(OperatingSystem.IsWindows(), "ends the program by a signal");
        var path = _folder.Write("model.onnx", new SmallModel(1).ToBytes());
        _folder.Write("inbox/a.png", SmallModel.Png);
        _folder.Write("inbox/b.png", "no image");
        using var program = Sample("Worker", "--model", path, "--inbox", _folder.File("inbox")).Start();
        var label = (await program.MessageAsync(@"a\.png: (\w+)")).Groups[1].Value;
        await program.MessageAsync(@"b\.png: ");
        await Eventually.TrueAsync(() => File.Exists(_folder.File("inbox", "done", "a.png")));
        await Eventually.TrueAsync(() => File.Exists(_folder.File("inbox", "unreadable", "b.png")));
        var scores = new SmallModel(1).Scores();
        Assert.Equal(new SmallModel(1).Labels[Array.IndexOf(scores, scores.Max())], label);
        await program.SignalAsync("TERM");
        (await program.EndAsync()).Expect(0);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Log lines go to stderr, where they can be waited for.</summary>
    private static ProgramCall Sample(string name, params IReadOnlyList<string> arguments) => ProgramCall.OfProject(name, arguments)
        .With("Logging__Console__LogToStandardErrorThreshold", "Trace");
}
