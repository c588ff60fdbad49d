namespace MLPipeline.EndToEnd.Tests;

/// <summary>Places that results can and cannot be written to.</summary>
public sealed class OutputPlaceTests : IDisposable
{
    private readonly Workspace _workspace = new();

    [Fact]
    public async Task MissingFolders_AreMade_AndAnOlderModelIsReplaced()
    {
        var images = _workspace.Images();
        var model = Path.Combine(_workspace.Folder, "a", "b c", "model.onnx");
        (await _workspace.Trainer("train", images, "-o", model, "--json", Path.Combine(_workspace.Folder, "j", "k.json")).RunAsync()).Expect(0);
        var first = await File.ReadAllBytesAsync(model);
        (await _workspace.Trainer("train", images, "-o", model, "--seed", "5").RunAsync()).Expect(0);
        Assert.NotEqual(first, await File.ReadAllBytesAsync(model));
        Assert.Equal([model], Directory.GetFileSystemEntries(Path.GetDirectoryName(model)!));
        Assert.True(File.Exists(Path.Combine(_workspace.Folder, "j", "k.json")));
    }

    [SkippableFact]
    public async Task PlacesThatCannotBeWritten_AreAllNamedBeforeAnyWork()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "/proc is a place that nobody can write to");
        var file = _workspace.PathOf("file");
        await File.WriteAllTextAsync(file, "");
        var run = (await _workspace.Trainer("train", _workspace.Images(), "-o", Path.Combine(file, "model.onnx"), "--json", "/proc/train.json", "--report", file).RunAsync()).Expect(2);
        Assert.All(["--output '", "--json '/proc/train.json'", "--report '"], text => Assert.Contains(text, run.Messages, StringComparison.Ordinal));
        Assert.DoesNotContain("Backbone:", run.Messages, StringComparison.Ordinal);

        var device = (await _workspace.Trainer("train", _workspace.Images(), "-o", "/dev/null").RunAsync()).Expect(2);
        Assert.Contains("--output '/dev/null' is a device", device.Messages, StringComparison.Ordinal);

        var folder = (await _workspace.Trainer("train", _workspace.Images(), "-o", _workspace.Folder).RunAsync()).Expect(2);
        Assert.Contains("is a folder; a file name is needed", folder.Messages, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task EvaluationsResults_ThatCannotBeWritten_AreNamedBeforeAnyWork()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "/proc is a place that nobody can write to");
        var model = await _workspace.ModelAsync();
        var run = (await _workspace.Trainer(
            "evaluate", model, _workspace.Images(), "--json", "/proc/a.json", "--predictions", "/proc/b.csv", "--report", "/proc/c").RunAsync()).Expect(2);
        Assert.All(["--json '/proc/a.json'", "--predictions '/proc/b.csv'", "--report '/proc/c'"], text => Assert.Contains(text, run.Messages, StringComparison.Ordinal));
        Assert.DoesNotContain("Device:", run.Messages, StringComparison.Ordinal);
        (await _workspace.Trainer("evaluate", model, _workspace.Images(), "--json", "/dev/null", "--predictions", "/dev/null").RunAsync()).Expect(0);
    }

    [SkippableFact]
    public async Task FullDisk_WhenAModelIsWritten_IsAClearError_AndTheOlderModelStays()
    {
        using var disk = await SmallDisk.MountAsync(_workspace.PathOf("disk", "x"));
        await File.WriteAllTextAsync(disk.PathOf("old.onnx"), "an older model");
        var images = _workspace.Images();
        foreach (var name in (string[])["new.onnx", "old.onnx"])
        {
            AssertDiskFull((await _workspace.Trainer("train", images, "-o", disk.PathOf(name)).RunAsync()).Expect(1));
            Assert.Equal([disk.PathOf("old.onnx")], Directory.GetFileSystemEntries(disk.Path));
        }

        Assert.Equal("an older model", await File.ReadAllTextAsync(disk.PathOf("old.onnx")));
    }

    [SkippableFact]
    public async Task FullDisk_WhenResultsAreWritten_IsAClearError_AndNothingIsLeft()
    {
        using var disk = await SmallDisk.MountAsync(_workspace.PathOf("disk", "x"));
        await disk.FillAsync();
        var (images, model) = (_workspace.Images(), await _workspace.ModelAsync());
        foreach (var call in (ProgramCall[])[
            _workspace.Trainer("evaluate", model, images, "--predictions", disk.PathOf("predictions.csv")),
            _workspace.Trainer("evaluate", model, images, "--json", disk.PathOf("report.json")),
            _workspace.Trainer("evaluate", model, images, "--report", disk.PathOf("report")),
            _workspace.Predictor("score", model, images, "-o", disk.PathOf("scores.csv"))])
        {
            AssertDiskFull((await call.RunAsync()).Expect(1));
            Assert.Empty(Directory.GetFiles(disk.Path, "*", SearchOption.AllDirectories).Except([disk.PathOf("filling")]));
        }
    }

    public void Dispose() => _workspace.Dispose();

    private static void AssertDiskFull(ProgramRun run)
    {
        Assert.Contains("No space left on device", run.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Messages, StringComparison.Ordinal); // no stack trace
    }
}
