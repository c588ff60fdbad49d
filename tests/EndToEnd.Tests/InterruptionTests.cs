namespace MLPipeline.EndToEnd.Tests;

/// <summary>Ctrl-C, kill -9 and two processes at once: whatever happens, the next run gives what an undisturbed one gives.</summary>
public sealed class InterruptionTests : IDisposable
{
    private const int ImagesPerClass = 400; // more than one file of the cache, and a second or two of work

    private static readonly string[] ShortHead = ["--epochs", "5", "--l2", "0.01"]; // what is tested here is the way to it

    private readonly Workspace _workspace = new();

    [SkippableFact]
    public async Task Interrupted_WhileReading_EndsWith130()
    {
        SkipWithoutSignals();
        var images = _workspace.Images();
        for (var i = 0; i < 40; i++)
        {
            await using var large = File.Create(Path.Combine(images, "bars", $"large{i}.png"));
            large.SetLength(200_000_000 + i); // takes no space, but time to read
        }

        var run = await InterruptAsync("^Reading images:", "train", images, "-o", _workspace.PathOf("out", "model.onnx"));
        Assert.Contains("Cancelled.", run.Expect(130).Messages, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_workspace.PathOf("out")));
    }

    [SkippableFact]
    public async Task Interrupted_WhileComputingFeatures_EndsWith130_AndTheNextRunGoesOn()
    {
        SkipWithoutSignals();
        var images = _workspace.Images(ImagesPerClass, size: 16);
        var run = await InterruptAsync(@"^Computing features: \d+ ?%", "train", images, "-o", _workspace.PathOf("out", "model.onnx"));
        Assert.Contains("Cancelled.", run.Expect(130).Messages, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_workspace.PathOf("out")));

        var continued = await _workspace.TrainAsync(images, "continued.onnx", [.. ShortHead, "--json", _workspace.PathOf("continued.json")]);
        Assert.InRange(Workspace.Json(_workspace.PathOf("continued.json")).GetProperty("featuresCached").GetInt32(), ImagesPerClass / 10, (3 * ImagesPerClass) - 1);
        Assert.Equal(await _workspace.TrainAsync(images, "undisturbed.onnx", [.. ShortHead, "--no-cache"]), continued);
    }

    [SkippableFact]
    public async Task Interrupted_WhileTrainingTheHead_KeepsTheBestModel_AndSaysSo()
    {
        SkipWithoutSignals();
        var images = _workspace.Images();
        var (model, json) = (_workspace.PathOf("model.onnx"), _workspace.PathOf("train.json"));
        var run = await InterruptAsync("^Epoch:", "train", images, "-o", model, "--json", json, "--epochs", "100000000", "--l2", "0.01", "--patience", "0");
        Assert.Contains("cancelled", run.Expect(0).Messages, StringComparison.Ordinal);
        Assert.True(Workspace.Json(json).GetProperty("training").GetProperty("cancelled").GetBoolean());
        (await _workspace.Trainer("evaluate", model, images).RunAsync()).Expect(0);
    }

    [SkippableFact]
    public async Task Killed_AtAnyMoment_LeavesACacheThatTheNextRunCanTrust()
    {
        SkipWithoutSignals();
        var images = _workspace.Images(ImagesPerClass, size: 16);
        foreach (var delay in (int[])[150, 400, 700, 900, 1200, 1600, 2100]) // the start of the process, reading, computing, writing
        {
            using var running = _workspace.Trainer(["train", images, "-o", _workspace.PathOf("killed.onnx"), .. ShortHead]).Start();
            await Task.Delay(delay);
            await running.SignalAsync("KILL");
            await running.EndAsync();
        }

        var afterwards = await _workspace.TrainAsync(images, "afterwards.onnx", ShortHead);
        Assert.Equal(await _workspace.TrainAsync(images, "undisturbed.onnx", [.. ShortHead, "--no-cache"]), afterwards);
    }

    [Fact]
    public async Task TwoProcessesAtOnce_OnOneCache_AreBothRight()
    {
        var images = _workspace.Images(ImagesPerClass, size: 16);
        var both = await Task.WhenAll(_workspace.TrainAsync(images, "first.onnx", ShortHead), _workspace.TrainAsync(images, "second.onnx", ShortHead));
        Assert.Equal(both[0], both[1]);
        Assert.Equal(await _workspace.TrainAsync(images, "undisturbed.onnx", [.. ShortHead, "--no-cache"]), both[0]);
    }

    public void Dispose() => _workspace.Dispose();

    private static void SkipWithoutSignals() => Skip.If(OperatingSystem.IsWindows(), "signals are sent otherwise there");

    private async Task<ProgramRun> InterruptAsync(string pattern, params string[] arguments)
    {
        using var running = _workspace.Trainer(arguments).Start();
        await running.MessageAsync(pattern);
        await running.SignalAsync("INT");
        return await running.EndAsync();
    }
}
