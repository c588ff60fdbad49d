using System.Text.Json;

namespace MLPipeline.Trainer.Tests;

/// <summary>Features computed in parts, before any training.</summary>
public sealed class FeaturizeTests : IDisposable
{
    private static readonly string[] ShortHead = ["--epochs", "5", "--l2", "0.01"];

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Train_OnFeaturesOfShards_DecodesNothing_AndGivesTheSameModel()
    {
        var images = _workspace.Images(perClass: 10);
        File.WriteAllText(Path.Combine(images, "discs", "broken.png"), "no image");
        var features = _workspace.PathOf("features", "x");
        var computed = 0;
        foreach (var shard in (string[])["2/3", "1/3", "3/3"])
        {
            var file = _workspace.PathOf("featurize.json");
            var run = await TrainerRun.Of("featurize", images, "-o", features, "--shard", shard, "--json", file);
            var json = Workspace.Json(file);
            Assert.Equal(json.GetProperty("skipped").GetArrayLength() == 1 ? 3 : 0, run.ExitCode);
            Assert.InRange(json.GetProperty("images").GetInt32(), 10, 11);
            Assert.Equal((shard, 0), (json.GetProperty("shard").GetString(), json.GetProperty("featuresCached").GetInt32()));
            computed += json.GetProperty("featuresComputed").GetInt32();
        }

        Assert.Equal(30, computed);
        var (undisturbed, model) = (_workspace.PathOf("undisturbed.onnx"), _workspace.PathOf("model.onnx"));
        var report = _workspace.PathOf("train.json");
        await TrainerRun.Of(["train", images, "-o", undisturbed, "--no-cache", .. ShortHead]);
        var trained = await TrainerRun.Of(["train", images, "-o", model, "--features", features, "--json", report, .. ShortHead]);
        Assert.Equal(3, trained.ExitCode); // the broken image
        var result = Workspace.Json(report);
        Assert.Equal((0, 30), (result.GetProperty("featuresComputed").GetInt32(), result.GetProperty("featuresCached").GetInt32()));
        Assert.Equal(File.ReadAllBytes(undisturbed), File.ReadAllBytes(model));
    }

    [Fact]
    public async Task MissingShard_IsComputedByTheTraining()
    {
        var images = _workspace.Images(perClass: 10);
        var (features, report) = (_workspace.PathOf("features", "x"), _workspace.PathOf("train.json"));
        Assert.Equal(0, (await TrainerRun.Of("featurize", images, "-o", features, "--shard", "1/2")).ExitCode);
        string[] outputs = ["-o", _workspace.PathOf("model.onnx"), "--json", report];
        var trained = await TrainerRun.Of(["train", images, "--features", features, .. outputs, .. ShortHead]);
        Assert.Contains("Features: 15 of 30 images are in the cache", trained.Messages, StringComparison.Ordinal);
        Assert.Equal(15, Workspace.Json(report).GetProperty("featuresComputed").GetInt32());
        var again = await TrainerRun.Of("featurize", images, "-o", features);
        Assert.Contains("(0 computed, 30 there before)", again.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FeaturesOfAnotherBackbone_AreNamed_AndNothingIsComputed()
    {
        var images = _workspace.Images(perClass: 10);
        var features = _workspace.PathOf("features", "x");
        var run = await TrainerRun.Of("train", images, "-o", _workspace.PathOf("model.onnx"), "--features", features);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("It has none at all.", run.Messages, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(features, "resnet50-0123"));
        run = await TrainerRun.Of("train", images, "-o", _workspace.PathOf("model.onnx"), "--features", features);
        Assert.Contains("has no features of resnet20-cifar10 on cpu", run.Messages, StringComparison.Ordinal);
        Assert.Contains("It has resnet50-0123.", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_HasTheFieldsOfTheDocumentation()
    {
        var json = _workspace.PathOf("featurize.json");
        var images = _workspace.Images(perClass: 2);
        File.WriteAllText(Path.Combine(images, "discs", "broken.png"), "no image");
        await TrainerRun.Of("featurize", images, "-o", _workspace.PathOf("features"), "--json", json);
        using var document = JsonDocument.Parse(File.ReadAllBytes(json));
        Golden.AssertSame("featurize.json.txt", JsonFields.Of(document));
    }

    [Fact]
    public async Task WrongUsage_IsNamed()
    {
        var run = await TrainerRun.Of("featurize", "DIR", "-o", _workspace.PathOf("features"), "--shard", "4/3", "--threads", "-1");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--shard is '4/3'", run.Messages, StringComparison.Ordinal);
        Assert.Contains("--threads is -1", run.Messages, StringComparison.Ordinal);
        run = await TrainerRun.Of("train", "DIR", "-o", _workspace.PathOf("model.onnx"), "--features", "a", "--cache", "b");
        Assert.Contains("--cache: --features says where features are.", run.Messages, StringComparison.Ordinal);
    }
}
