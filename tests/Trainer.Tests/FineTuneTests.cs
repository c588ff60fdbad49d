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
