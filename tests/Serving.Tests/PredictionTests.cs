using System.Text.Json;
using MLPipeline.Hosting;
using MLPipeline.Imaging;

namespace MLPipeline.Serving.Tests;

public sealed class PredictionTests
{
    [Theory]
    [InlineData("image/png")]
    [InlineData("application/octet-stream")]
    public async Task Body_IsClassifiedByTheFirstModel(string type)
    {
        await using var running = await RunningServer.StartAsync();
        var answer = await running.PostAsync(RunningServer.Raw(SmallModel.Png, type), "/predict?top=2");
        Assert.Equal((200, "application/json"), (answer.Status, answer.Type));
        Assert.Equal("flowers", answer.Json.GetProperty("model").GetString());
        Assert.Equal(new SmallModel(1).Hash(), answer.Json.GetProperty("version").GetString());
        var image = Assert.Single(answer.Json.GetProperty("images").EnumerateArray());
        var scores = new SmallModel(1).Scores();
        Assert.Equal("1", image.GetProperty("image").GetString());
        Assert.Equal(new SmallModel(1).Labels[Array.IndexOf(scores, scores.Max())], image.GetProperty("label").GetString());
        Assert.Equal(scores.Max(), image.GetProperty("score").GetSingle());
        var top = image.GetProperty("top").EnumerateArray().Select(one => one.GetProperty("score").GetSingle());
        Assert.Equal(scores.OrderDescending().Take(2), top);
        Assert.False(image.TryGetProperty("fault", out _));
    }

    [Fact]
    public async Task Form_GivesEachImageItsAnswerOrItsFault_InOrder()
    {
        await using var running = await RunningServer.StartAsync();
        var truncated = SmallModel.Png[..^40];
        var form = RunningServer.Form(("a.png", SmallModel.Png), ("böse.png", truncated), ("c.png", SmallModel.Png));
        var answer = await running.PostAsync(form);
        Assert.Equal(200, answer.Status);
        var images = answer.Json.GetProperty("images").EnumerateArray().ToArray();
        Assert.Equal(["a.png", "böse.png", "c.png"], images.Select(image => image.GetProperty("image").GetString()));
        Assert.Equal("Truncated", images[1].GetProperty("fault").GetString());
        Assert.NotEqual("", images[1].GetProperty("reason").GetString());
        Assert.False(images[1].TryGetProperty("score", out _) || images[1].TryGetProperty("top", out _)); // no score for a bad one
        Assert.All([images[0], images[2]], image => Assert.Equal(new SmallModel(1).Scores().Max(), image.GetProperty("score").GetSingle()));
    }

    [Fact]
    public async Task Json_TakesBase64_AndSaysWhichTextIsNone()
    {
        await using var running = await RunningServer.StartAsync();
        var text = $$"""{"note": {"a": [1]}, "images": ["{{Convert.ToBase64String(SmallModel.Png)}}", "*"], "after": null}""";
        var answer = await running.PostAsync(RunningServer.Json(text));
        var images = answer.Json.GetProperty("images").EnumerateArray().ToArray();
        Assert.Equal(new SmallModel(1).Scores().Max(), images[0].GetProperty("score").GetSingle());
        Assert.Equal("NotAnImage", images[1].GetProperty("fault").GetString());
        Words.Begin("the text is not base64", images[1].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Models_AreAskedByName()
    {
        using var folder = new TemporaryFolder();
        var second = folder.Write("second.onnx", new SmallModel(2).ToBytes());
        await using var running = await RunningServer.StartAsync(
            options => options with { Models = [.. options.Models, new("v2.b_c-d", second)] });
        var answer = await running.PostAsync(RunningServer.Raw(SmallModel.Png), "/models/v2.b_c-d/predict");
        Assert.Equal(new SmallModel(2).Hash(), answer.Json.GetProperty("version").GetString());
        Assert.Equal(new SmallModel(2).Scores().Max(), answer.Json.GetProperty("images")[0].GetProperty("score").GetSingle());

        var list = (await running.GetAsync("/models")).Json;
        Assert.Equal("flowers", list.GetProperty("default").GetString());
        var names = list.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString());
        Assert.Equal(["flowers", "v2.b_c-d"], names);
        var model = (await running.GetAsync("/models/v2.b_c-d")).Json;
        Assert.Equal(["daisy", "rose", "tulip"], model.GetProperty("labels").EnumerateArray().Select(label => label.GetString()));
        Assert.Equal(SmallModel.Side, model.GetProperty("input").GetProperty("width").GetInt32());
    }

    [Fact]
    public async Task NewFile_IsTaken_AndABadOneIsSaidWithoutItsPath()
    {
        await using var running = await RunningServer.StartAsync();
        File.WriteAllBytes(running.ModelPath, new SmallModel(2).ToBytes());
        await Eventually.TrueAsync(() => running.Server.Models[0].Version == new SmallModel(2).Hash());
        Assert.Equal(
            new SmallModel(2).Hash(), (await running.PostAsync(RunningServer.Raw(SmallModel.Png))).Json.GetProperty("version").GetString());

        File.WriteAllText(running.ModelPath, "no model");
        await Eventually.TrueAsync(() => running.Server.Models[0].Failure is not null);
        var model = await running.GetAsync("/models/flowers");
        Assert.Equal(JsonValueKind.String, model.Json.GetProperty("refused").GetProperty("since").ValueKind);
        Words.Lack(Path.GetDirectoryName(running.ModelPath)!, model.Text);
        Assert.Equal(200, (await running.GetAsync("/health/ready")).Status); // the old version serves
    }

    [Fact]
    public async Task MicroBatches_GiveEveryRequestItsOwnAnswer()
    {
        await using var running = await RunningServer.StartAsync(
            options => options with { MicroBatches = new MicroBatchOptions { MaxBatchSize = 4 }, MaxWaitingRequests = 1000 });
        using var alone = new Inference.PredictionEngine(running.ModelPath);
        await Parallel.ForAsync(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            var png = ImageEncoder.EncodePng(new RgbImage(9, 9, [.. Enumerable.Range(0, 243).Select(k => (byte)(k * (i + 1)))]));
            var answer = await running.PostAsync(RunningServer.Raw(png));
            Assert.Equal(alone.Predict(png).Score, answer.Json.GetProperty("images")[0].GetProperty("score").GetSingle(), 1e-6f);
        });
    }
}
