using System.Net.Http.Headers;
using System.Text.Json;

namespace MLPipeline.EndToEnd.Tests;

/// <summary>A model in floats is in use; one in 8 bits takes its place.</summary>
public sealed class EightBitTests : IDisposable
{
    private readonly Workspace _workspace = new();

    [Fact]
    public async Task Quantized_InPlaceOfTheServedModel_IsTaken_AndAnswersAsScoreDoes()
    {
        var (images, model) = (_workspace.Images(), await _workspace.ModelAsync());
        var serve = _workspace.Predictor("serve", model, "--urls", "http://127.0.0.1:0") with { Timeout = TimeSpan.FromMinutes(5) };
        using var program = serve.Start();
        var address = (await program.MessageAsync(@"^Listening on (http\S+)")).Groups[1].Value;
        using var client = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(1) };
        var before = await ModelAsync(client);

        (await _workspace.Trainer("quantize", model, images, "-o", model, "--max-accuracy-loss", "0.5").RunAsync()).Expect(0);
        var after = await ModelAsync(client);
        for (var tries = 0; tries < 600 && Version(after) == Version(before); tries++)
        {
            await Task.Delay(100);
            after = await ModelAsync(client);
        }

        Assert.NotEqual(Version(before), Version(after));
        Assert.Equal(before.GetProperty("labels").GetRawText(), after.GetProperty("labels").GetRawText());

        var scores = _workspace.PathOf("scores.csv");
        (await _workspace.Predictor("score", model, images, "-o", scores).RunAsync()).Expect(0);
        var rows = CsvTable.Read(scores);
        Assert.Equal(36, rows.Count);
        foreach (var row in rows)
        {
            using var body = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(images, row["path"])));
            body.Headers.ContentType = new MediaTypeHeaderValue("image/png");
            using var response = await client.PostAsync("/predict", body);
            var answer = Parse(await response.Content.ReadAsStringAsync());
            Assert.Equal(Version(after), answer.GetProperty("version").GetString());
            Assert.Equal(row["label"], answer.GetProperty("images")[0].GetProperty("label").GetString());
        }
    }

    public void Dispose() => _workspace.Dispose();

    private static async Task<JsonElement> ModelAsync(HttpClient client) =>
        Parse(await client.GetStringAsync("/models/shapes"));

    private static string? Version(JsonElement model) => model.GetProperty("version").GetString();

    private static JsonElement Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
