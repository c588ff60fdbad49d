namespace MLPipeline.EndToEnd.Tests;

/// <summary>Files that are no model of ours where one is wanted.</summary>
public sealed class ForeignFileTests : IDisposable
{
    private readonly Workspace _workspace = new();

    [Fact]
    public async Task FilesThatAreNoNetwork_AreRefusedByEveryCommand()
    {
        var images = _workspace.Images();
        var model = await File.ReadAllBytesAsync(await _workspace.ModelAsync());
        foreach (var (name, content) in (IEnumerable<(string, byte[])>)[
            ("missing.onnx", []), ("empty.onnx", []), ("text.onnx", "hello"u8.ToArray()), ("image.onnx", ShapeImages.Png(0, 0)), ("half.onnx", model[..(model.Length / 2)])])
        {
            var file = _workspace.PathOf(name);
            if (name != "missing.onnx")
            {
                await File.WriteAllBytesAsync(file, content);
            }

            foreach (var call in Commands(file, images))
            {
                var run = (await call.RunAsync()).Expect(1);
                Assert.Contains(name, run.Messages, StringComparison.Ordinal);
                Assert.DoesNotContain("   at ", run.Messages, StringComparison.Ordinal);
                Assert.False(File.Exists(_workspace.PathOf("scores.csv")));
            }
        }
    }

    [Fact]
    public async Task NetworkThatIsNoModelOfOurs_IsRefusedWithTheWayOut()
    {
        var backbone = Repository.PathOf("models", "backbones", "resnet20-cifar10.onnx");
        var images = _workspace.Images();
        foreach (var call in Commands(backbone, images))
        {
            var run = await call.RunAsync();
            Assert.Equal(call.Arguments.Contains("evaluate") ? 1 : 2, run.ExitCode); // to score it is only a question of options
            Assert.Contains("resnet20-cifar10.onnx' does not", run.Messages, StringComparison.Ordinal);
            Assert.Contains(call.Arguments.Contains("evaluate") ? "use a model made by the trainer" : "Add --input-size and --preset", run.Messages, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task DamagedMetadata_IsRefused()
    {
        var bytes = await File.ReadAllBytesAsync(await _workspace.ModelAsync());
        var place = bytes.AsSpan().IndexOf("[\"bars\",\"checks\""u8);
        Assert.True(place > 0, "the labels are not where this test looks for them");
        bytes[place] = (byte)'{';
        await File.WriteAllBytesAsync(_workspace.PathOf("damaged.onnx"), bytes);
        foreach (var call in Commands(_workspace.PathOf("damaged.onnx"), _workspace.Images()))
        {
            Assert.Contains("damaged", (await call.RunAsync()).Expect(1).Messages, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _workspace.Dispose();

    private ProgramCall[] Commands(string model, string images) =>
    [
        _workspace.Trainer("evaluate", model, images),
        _workspace.Predictor("predict", model, Path.Combine(images, "bars", "0000.png")),
        _workspace.Predictor("score", model, images, "-o", _workspace.PathOf("scores.csv")),
    ];
}
