using System.Globalization;
using System.Text.RegularExpressions;
using MLPipeline.Inference;

namespace MLPipeline.Trainer.Tests;

/// <summary>Networks trained as a whole, from the command line to the predictor. Processes of their own where threads or signals count.</summary>
public sealed class WholeNetworkTests : IDisposable
{
    private static readonly string[] FromScratch = ["--network", "resnet14", "--from-scratch", "--image-size", "16", "--batch-size", "16", "--seed", "3"];

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task FromScratch_LearnsFolders_AndThePredictorAgrees()
    {
        var images = _workspace.Images(perClass: 30, size: 16);
        File.WriteAllText(Path.Combine(images, "discs", "broken.png"), "no image");
        var (model, json, scores) = (_workspace.PathOf("model.onnx"), _workspace.PathOf("train.json"), _workspace.PathOf("scores.csv"));
        var run = (await _workspace.Trainer(["train", images, "-o", model, .. FromScratch, "--epochs", "12", "--val-fraction", "0.1", "--json", json, "--report", _workspace.PathOf("report")]).RunAsync()).Expect(3);
        Assert.Contains("broken.png", run.Messages, StringComparison.Ordinal);
        Assert.Matches("Memory: .* planned", run.Messages);
        Assert.Matches(@"Epoch 12 of 12: loss .*, accuracy .*; validation ", run.Messages);

        var report = Workspace.Json(json);
        Assert.Equal(("resnet14", "test", 12), (report.GetProperty("network").GetString(), report.GetProperty("metricsOf").GetString(), report.GetProperty("training").GetProperty("epochs").GetArrayLength()));
        Assert.InRange(report.GetProperty("microAccuracy").GetDouble(), 0.8, 1);
        Assert.InRange(report.GetProperty("training").GetProperty("exportDifference").GetDouble(), 0, 1e-4);
        Assert.True(File.Exists(_workspace.PathOf("report", "report.html")));

        // The model knows the images that were held out, and scores them as the trainer did.
        (await _workspace.Trainer("evaluate", model, images, "--json", json).RunAsync()).Expect(0); // the broken image is none of them
        var evaluated = Workspace.Json(json);
        Assert.Equal("test", evaluated.GetProperty("metricsOf").GetString());
        Assert.Equal(report.GetProperty("microAccuracy").GetDouble(), evaluated.GetProperty("microAccuracy").GetDouble());
        (await _workspace.Predictor("score", model, images, "-o", scores).RunAsync()).Expect(3);
        Assert.True(File.ReadLines(scores).Count() >= 90);
    }

    [Fact]
    public async Task FromScratch_OneAndTwoThreads_GiveTheSameBytes()
    {
        var images = _workspace.Images(perClass: 10, size: 20);
        string[] arguments = [.. FromScratch, "--epochs", "2", "--augment", "resized-crop:0.5,flip,color,mixup", "--moving-average", "0.9", "--clip-norm", "1"];
        Assert.Equal(await _workspace.TrainAsync(images, "one.onnx", [.. arguments, "--threads", "1"]), await _workspace.TrainAsync(images, "two.onnx", [.. arguments, "--threads", "2"]));
    }

    /// <summary>On a processor without AVX-512 both are the same and equal; on one without AVX2 too.</summary>
    [Fact]
    public async Task FromScratch_WithAndWithoutAvx512_GivesTheSameBytes()
    {
        var images = _workspace.Images(perClass: 10, size: 20);
        var with = await _workspace.TrainAsync(images, "with.onnx", [.. FromScratch, "--epochs", "2", "--optimizer", "adam", "--clip-norm", "1"]);
        var call = _workspace.Trainer(["train", images, "-o", _workspace.PathOf("without.onnx"), .. FromScratch, "--epochs", "2", "--optimizer", "adam", "--clip-norm", "1"]);
        (await call.With("DOTNET_EnableAVX512", "0").RunAsync()).Expect(0);
        Assert.Equal(with, await File.ReadAllBytesAsync(_workspace.PathOf("without.onnx")));
    }

    [Fact]
    public async Task FromScratch_GreyNetworkOnColourFolders_TakesTheirLuminance()
    {
        var run = await TrainerRun.Of("train", _workspace.Images(perClass: 10, size: 28), "-o", _workspace.PathOf("grey.onnx"), "--network", "lenet5", "--from-scratch", "--epochs", "1", "--test-fraction", "0");
        Assert.True(run.ExitCode == 0, run.Messages);
        Assert.Contains("grey images of 28 x 28", run.Messages, StringComparison.Ordinal);
        Assert.Contains("on 30 images)", run.Results, StringComparison.Ordinal); // without test images the file is checked on training images
    }

    [Fact]
    public async Task Dataset_IsLearned_FromItsUsualFiles()
    {
        using var data = new TemporaryFolder();
        var json = _workspace.PathOf("train.json");
        var run = await TrainerRun.Of(
            "train", "--dataset", "mnist", "--data-dir", SmallDigits.WriteTo(data, train: 600, test: 100), "-o", _workspace.PathOf("digits.onnx"), "--network", "lenet5", "--from-scratch",
            "--epochs", "6", "--optimizer", "adam", "--batch-size", "32", "--json", json);
        Assert.True(run.ExitCode == 0, run.Messages);
        Assert.InRange(Workspace.Json(json).GetProperty("microAccuracy").GetDouble(), 0.95, 1);
        using var engine = new PredictionEngine(_workspace.PathOf("digits.onnx"));
        Assert.Equal(Enumerable.Range(0, 10).Select(digit => digit.ToString(CultureInfo.InvariantCulture)), engine.Labels);
    }

    [Theory]
    [InlineData]
    [InlineData("--unfreeze", "last-stage", "--epochs", "1")]
    public async Task Dataset_WithABackbone_IsUnpackedToFiles(params string[] more)
    {
        using var data = new TemporaryFolder();
        var (folder, model, json) = (SmallDigits.WriteTo(data, train: 300, test: 100), _workspace.PathOf("digits.onnx"), _workspace.PathOf("train.json"));

        var run = await TrainerRun.Of(
            ["train", "--dataset", "mnist", "--data-dir", folder, "-o", model, "--json", json, "--cache", _workspace.PathOf("cache"), .. more]);

        Assert.True(run.ExitCode == 0, run.Messages);
        var manifest = Path.Combine(folder, "mnist-images", "images.csv");
        Assert.Equal(400 + 1, File.ReadLines(manifest).Count());
        Assert.Equal("test", Workspace.Json(json).GetProperty("metricsOf").GetString()); // the published test part, all of it
        var accuracy = Workspace.Json(json).GetProperty("microAccuracy").GetDouble();
        Assert.InRange(accuracy, 0.8, 1);

        // The model knows the files again, whatever made them.
        Assert.Equal(0, (await TrainerRun.Of("evaluate", model, manifest, "--json", json)).ExitCode);
        Assert.Equal(accuracy, Workspace.Json(json).GetProperty("microAccuracy").GetDouble());
    }

    [Fact]
    public async Task Dataset_WhoseFilesAreMissing_ListsThem()
    {
        var run = await TrainerRun.Of("train", "--dataset", "mnist", "--data-dir", _workspace.PathOf("empty"), "-o", _workspace.PathOf("model.onnx"), "--network", "lenet5", "--from-scratch");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("train-images-idx3-ubyte", run.Messages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("last-stage", true)]
    [InlineData("all", false)]
    [InlineData("layer3.2.conv2.weight", true)]
    public async Task Unfreeze_TrainsFromTheFrozenHead_OnMapsBelowTheBorder(string unfreeze, bool hasBorder)
    {
        var json = _workspace.PathOf("train.json");
        var run = await TrainerRun.Of(
            "train", _workspace.Images(perClass: 16), "-o", _workspace.PathOf("tuned.onnx"), "--unfreeze", unfreeze, "--epochs", "2", "--cache", _workspace.PathOf("cache"), "--json", json);
        Assert.True(run.ExitCode == 0, run.Messages);
        var training = Workspace.Json(json).GetProperty("training");
        Assert.Equal(hasBorder, training.TryGetProperty("frozenUpTo", out _));
        Assert.Equal(hasBorder, run.Messages.Contains("computed once", StringComparison.Ordinal));
        Assert.Equal(2, training.GetProperty("epochs").GetArrayLength());
        Assert.True(Workspace.Json(json).GetProperty("microAccuracy").GetDouble() >= training.GetProperty("frozenBackbone").GetProperty("microAccuracy").GetDouble(), run.Results);
    }

    [Fact]
    public async Task Unfreeze_MoreThanThereIs_SaysWhatThereIs()
    {
        var run = await TrainerRun.Of("train", _workspace.Images(), "-o", _workspace.PathOf("tuned.onnx"), "--unfreeze", "99", "--no-cache");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("99 stages of 'resnet20-cifar10' cannot be unfrozen; it has", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FromScratch_RateFarTooHigh_EndsWithTheCause_AndNoModel()
    {
        var model = _workspace.PathOf("model.onnx");
        var run = await TrainerRun.Of(["train", _workspace.Images(size: 16), "-o", model, .. FromScratch, "--epochs", "5", "--learning-rate", "1000000"]);
        Assert.Equal(1, run.ExitCode);
        Assert.True(Regex.IsMatch(run.Messages, @"at step \d+ \(epoch \d+\) with the learning rate \S+\. The rate is probably too high"), run.Messages);
        Assert.False(File.Exists(model));
    }

    [SkippableFact]
    public async Task Killed_AndResumed_GivesTheBytesOfAnUndisturbedRun()
    {
        Skip.If(OperatingSystem.IsWindows(), "signals are sent otherwise there");
        var images = _workspace.Images(perClass: 10, size: 16);
        string[] arguments = [.. FromScratch, "--epochs", "30", "--augment", "flip"];
        var undisturbed = await _workspace.TrainAsync(images, "undisturbed.onnx", arguments);
        var (model, checkpoint) = (_workspace.PathOf("model.onnx"), _workspace.PathOf("run.checkpoint"));
        for (var kill = 0; kill < 3; kill++)
        {
            using var running = _workspace.Trainer(["train", images, "-o", model, .. arguments, "--checkpoint", checkpoint, "--resume"]).Start();
            await running.MessageAsync("^Epoch [0-9]+ of"); // the next one; on a busy machine the signal comes some epochs later
            await running.SignalAsync("KILL");
            await running.EndAsync();
        }

        Assert.False(File.Exists(model));
        Assert.Equal(undisturbed, await _workspace.TrainAsync(images, "model.onnx", [.. arguments, "--checkpoint", checkpoint, "--resume"]));
        var without = await TrainerRun.Of(["train", images, "-o", model, .. arguments, "--checkpoint", checkpoint]);
        Assert.Equal(1, without.ExitCode);
        Assert.Contains("there is a checkpoint of an earlier run", without.Messages, StringComparison.Ordinal);
        var another = await TrainerRun.Of(["train", images, "-o", model, .. arguments, "--label-smoothing", "0.1", "--checkpoint", checkpoint, "--resume"]);
        Assert.Equal(1, another.ExitCode);
        Assert.Contains("option LabelSmoothing: 0 in the checkpoint, 0.1 now", another.Messages, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Interrupted_KeepsTheBestModel_AndACheckpointToGoOnFrom()
    {
        Skip.If(OperatingSystem.IsWindows(), "signals are sent otherwise there");
        var images = _workspace.Images(perClass: 10, size: 16);
        var (model, checkpoint) = (_workspace.PathOf("model.onnx"), _workspace.PathOf("run.checkpoint"));
        string[] arguments = [.. FromScratch, "--epochs", "1000"];
        using var running = _workspace.Trainer(["train", images, "-o", model, .. arguments, "--checkpoint", checkpoint]).Start();
        await running.MessageAsync("^Epoch 2 of");
        await running.SignalAsync("INT");
        var run = (await running.EndAsync()).Expect(0);
        Assert.Contains("Training was cancelled", run.Messages, StringComparison.Ordinal);
        Assert.True(File.Exists(model) && File.Exists(checkpoint));

        using var resumed = _workspace.Trainer(["train", images, "-o", model, .. arguments, "--checkpoint", checkpoint, "--resume"]).Start();
        await resumed.MessageAsync("^Going on from .*: after [2-9]");
    }
}
