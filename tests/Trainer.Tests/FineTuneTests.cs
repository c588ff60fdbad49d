using System.Text.Json;
using MLPipeline.Inference;

namespace MLPipeline.Trainer.Tests;

/// <summary>The recipe: a classifier first, then all layers in one cycle at rates of their own.</summary>
public sealed class FineTuneTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task FineTune_TrainsTheClassifier_ThenEveryStageAtItsRate()
    {
        var (json, checkpoint) = (_workspace.PathOf("tuned.json"), _workspace.PathOf("tuned.checkpoint"));
        var run = await TrainerRun.Of(
            "fine-tune", _workspace.Images(perClass: 16), "-o", _workspace.PathOf("tuned.onnx"), "--epochs", "3+2",
            "--cache", _workspace.PathOf("cache"), "--json", json, "--checkpoint", checkpoint);
        Assert.True(run.ExitCode == 0, run.Messages);
        Assert.Contains("Epoch: 3 epochs", run.Messages, StringComparison.Ordinal);
        Assert.Contains("Epoch 2 of 2: ", run.Messages, StringComparison.Ordinal);
        Assert.Matches(@"Highest rates: stem 1E-05, .*, head 0\.001\n", run.Messages);
        Assert.True(File.Exists(checkpoint));

        var report = Workspace.Json(json);
        var training = report.GetProperty("training");
        var rates = training.GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("learningRate").GetDouble()).ToList();
        Assert.Equal((1e-5, 1e-3), (Math.Round(rates[0], 12), Math.Round(rates[^1], 12)));
        // Weights and biases of 21 convolutions, into which their normalisation is folded, and of the classifier.
        Assert.Equal(44, training.GetProperty("stages").EnumerateArray().Sum(stage => stage.GetProperty("parametersTrained").GetInt32()));
        Assert.Equal(2, training.GetProperty("epochs").GetArrayLength());
        var frozen = training.GetProperty("frozenBackbone").GetProperty("microAccuracy").GetDouble();
        Assert.True(report.GetProperty("microAccuracy").GetDouble() >= frozen, run.Results);
    }

    [Fact]
    public async Task FineTune_ThatMakesTheNetworkWorse_LeavesItAsItWas_AndSaysSo()
    {
        var (runs, run) = (_workspace.PathOf("runs"), _workspace.PathOf("runs", "spoiled"));
        string[] spoiling = ["--optimizer", "sgd", "--learning-rate", "1:1", "--clip-norm", "1", "--schedule", "constant", "--stop-on", "loss"];
        var tuned = await TrainerRun.Of(
            ["fine-tune", _workspace.Images(perClass: 20), "--run", run, "--val-fraction", "0.2", "--epochs", "auto+2", "--no-cache", .. spoiling]);
        Assert.True(tuned.ExitCode == 0, tuned.Messages);
        Assert.Matches(@"(?m)^Before the first epoch: validation loss \d\.\d{4}, accuracy \d+\.\d%$", tuned.Messages);
        const string Choice = "Network: as it was before the first epoch (none of 2 was better on the validation images); accuracy ";
        Assert.Contains(Choice, tuned.Messages, StringComparison.Ordinal);

        var training = Workspace.Json(Path.Combine(run, "result.json")).GetProperty("training");
        Assert.Equal((0, 2), (training.GetProperty("bestEpoch").GetInt32(), training.GetProperty("epochs").GetArrayLength()));
        var start = training.GetProperty("start");
        Assert.All(training.GetProperty("epochs").EnumerateArray(), epoch =>
            Assert.True(epoch.GetProperty("validationLoss").GetDouble() > start.GetProperty("validationLoss").GetDouble(), tuned.Messages));
        var settings = Workspace.Json(Path.Combine(run, "options.json")).GetProperty("settings");
        Assert.Equal("true", settings.GetProperty("MeasuresStart").GetString());
        var epochs = CsvTable.Read(Path.Combine(run, "history.csv"));
        Assert.Equal([("1", "false"), ("2", "false")], epochs.Select(row => (row["epoch"], row["best"])));
        using (var engine = new PredictionEngine(Path.Combine(run, "model.onnx")))
        {
            Assert.Contains("\"epochs\":2,\"bestEpoch\":0,", engine.Contract.Provenance, StringComparison.Ordinal);
        }

        using var page = PageData.Of(Path.Combine(run, "report"));
        var curves = page.RootElement.GetProperty("report").GetProperty("curves");
        Assert.Equal(0, curves.GetProperty("bestEpoch").GetInt32());
        Assert.Equal([0, 1, 2], curves.GetProperty("epochs").EnumerateArray().Select(epoch => epoch.GetProperty("number").GetInt32()));
        var first = curves.GetProperty("epochs")[0];
        Assert.Equal(start.GetProperty("validationLoss").GetDouble(), first.GetProperty("validationLoss").GetDouble(), 1e-3);
        Assert.Equal(JsonValueKind.Null, first.GetProperty("trainLoss").ValueKind);
        Assert.DoesNotContain("kept", File.ReadAllText(Path.Combine(run, "report", "curves.svg")), StringComparison.Ordinal);

        var listed = await TrainerRun.Of("runs", runs);
        Assert.Matches("(?m)^spoiled .* test +start ", listed.Results);
    }

    [Fact]
    public async Task FineTune_WithTheValuesOfTrain_WritesTheSameBytes()
    {
        var images = _workspace.Images(perClass: 8);
        var (tuned, trained) = (_workspace.PathOf("tuned.onnx"), _workspace.PathOf("trained.onnx"));
        string[] alike =
        [
            "--learning-rate", "1e-4:1e-2", "--unfreeze", "2", "--seed", "5", "--augment", "flip",
            "--cache", _workspace.PathOf("cache"),
        ];
        string[] trainsDefaults = ["--epochs", "auto+2", "--optimizer", "sgd", "--weight-decay", "0.0001", "--schedule", "cosine", "--clip-norm", "1"];
        var first = await TrainerRun.Of(["fine-tune", images, "-o", tuned, .. trainsDefaults, .. alike]);
        var second = await TrainerRun.Of(["train", images, "-o", trained, "--epochs", "2", .. alike]);
        Assert.True((first.ExitCode, second.ExitCode) == (0, 0), first.Messages + second.Messages);
        Assert.Equal(await File.ReadAllBytesAsync(trained), await File.ReadAllBytesAsync(tuned));
    }

    [Theory]
    [InlineData("--epochs 1+2+3", "--epochs is '1+2+3'; it must be epochs of the classifier and then of all layers, such as 1+4 or auto+4")]
    [InlineData("--epochs many", "--epochs is 'many'")]
    [InlineData("--epochs 1+auto", "--epochs is '1+auto'")]
    [InlineData("--epochs 0+4", "Epochs 0 must be at least 1, or null to have it chosen.")]
    [InlineData("--epochs 1+0", "Epochs 0 must be at least 1.")]
    [InlineData("--learning-rate 1e-4:1e-6", "LowestLearningRate 0.0001 must be above 0 and at most LearningRate, which is 1E-06")]
    [InlineData("--schedule one-cycle:0.3:0.5", "StartDivisor 0.5 must be at least 1.")]
    [InlineData("--schedule lsr", "--schedule is 'lsr'; when layers of the network are trained")]
    [InlineData("--resume", "--resume: name the file with --checkpoint, or the run")]
    [InlineData("--network resnet18", "'--network'")]
    public async Task OptionsThatCannotBeMeant_AreNamed(string arguments, string message)
    {
        var run = await TrainerRun.Of(["fine-tune", "DIR", "-o", _workspace.PathOf("out", "model.onnx"), .. arguments.Split(' ')]);
        Assert.Equal((2, ""), (run.ExitCode, run.Results));
        Assert.Contains(message, run.Messages, StringComparison.Ordinal);
    }
}
