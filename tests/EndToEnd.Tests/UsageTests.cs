namespace MLPipeline.EndToEnd.Tests;

/// <summary>Command lines that ask for what does not exist.</summary>
public sealed class UsageTests : IDisposable
{
    private readonly Workspace _workspace = new();

    [Fact]
    public async Task SeveralValuesOutOfRange_AreAllNamedAtOnce()
    {
        var run = (await _workspace.Trainer(
            "train", "images", "-o", "model.onnx", "--epochs", "0", "--batch-size", "-4", "--learning-rate", "-1", "--l2", "-2", "--threads", "-3",
            "--val-fraction", "-0.5", "--test-fraction", "1.5").RunAsync()).Expect(2);
        var errors = run.Messages.Split('\n').Where(line => line.StartsWith("Error: ", StringComparison.Ordinal)).ToList();
        Assert.Equal(7, errors.Count);
        Assert.All(["Epochs 0 ", "BatchSize -4 ", "LearningRate -1 ", "L2 -2 ", "--threads is -3;", "validation fraction -0.5", "test fraction 1.5"], value => Assert.Contains(errors, error => error.Contains(value, StringComparison.Ordinal)));
        Assert.Contains("'Trainer train --help' shows what is possible.", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SeveralMistakesInTheCommandLine_AreAllNamedAtOnce()
    {
        var run = (await _workspace.Trainer("train", "images", "--epochs", "many", "--optimizer", "best", "--device", "quantum", "--sed", "3").RunAsync()).Expect(2);
        Assert.All(
            ["many", "--optimizer is 'best'; valid values are sgd, momentum, adam, adamw.", "--device is 'quantum'", "'--sed'. Did you mean '--seed'?", "--output"],
            text => Assert.Contains(text, run.Messages, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("train")]
    [InlineData("evaluate")]
    [InlineData("score")]
    public async Task DeviceThatIsNotThere_IsRefusedWithTheWayOut(string command)
    {
        var (images, model) = (_workspace.Images(), await _workspace.ModelAsync());
        var run = (await (command switch
        {
            "train" => _workspace.Trainer("train", images, "-o", _workspace.PathOf("new.onnx"), "--device", "cuda"),
            "evaluate" => _workspace.Trainer("evaluate", model, images, "--device", "cuda"),
            _ => _workspace.Predictor("score", model, images, "-o", _workspace.PathOf("scores.csv"), "--device", "cuda"),
        }).RunAsync()).Expect(1);
        Assert.Contains("The device 'cuda' cannot be used", run.Messages, StringComparison.Ordinal);
        Assert.Contains(OperatingSystem.IsMacOS() ? "coreml" : "-p:Gpu=true", run.Messages, StringComparison.Ordinal);
        Assert.False(File.Exists(_workspace.PathOf("new.onnx")) || File.Exists(_workspace.PathOf("scores.csv")));
    }

    [Fact]
    public async Task UnknownBackbone_IsRefusedWithTheNamesThatThereAre()
    {
        var run = (await _workspace.Trainer("train", _workspace.Images(), "-o", _workspace.PathOf("new.onnx"), "--backbone", "resnet20-cifar1").RunAsync()).Expect(1);
        Assert.Contains("Did you mean 'resnet20-cifar10'?", run.Messages, StringComparison.Ordinal);
        Assert.Contains("Backbones here: resnet20-cifar10", run.Messages, StringComparison.Ordinal);
        Assert.Contains("backbone add", run.Messages, StringComparison.Ordinal);
    }

    public void Dispose() => _workspace.Dispose();
}
