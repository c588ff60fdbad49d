using MLPipeline.Imaging;

namespace MLPipeline.EndToEnd.Tests;

/// <summary>Folders that cannot be learned from, and those with few or very many classes.</summary>
public sealed class DataFolderTests : IDisposable
{
    private readonly Workspace _workspace = new();

    [Fact]
    public async Task ClassesOfWhichNoImageCanBeRead_AreAllNamed()
    {
        var images = _workspace.Images();
        for (var i = 0; i < 4; i++)
        {
            await File.WriteAllTextAsync(WithFolder(images, "ghosts", $"{i}.jpg"), $"text {i}");
            await File.WriteAllTextAsync(WithFolder(images, "phantoms", $"{i}.jpg"), $"other text {i}");
        }

        if (OperatingSystem.IsLinux())
        {
            File.CreateSymbolicLink(WithFolder(images, "unopened", "a.jpg"), "/proc/self/mem"); // reading fails, even for root
            File.CreateSymbolicLink(WithFolder(images, "unopened", "b.jpg"), "/proc/self/mem");
        }

        var run = await FailAsync(images);
        Assert.All(OperatingSystem.IsLinux() ? ["class 'unopened'", "unopened/a.jpg", "unopened/b.jpg"] : (string[])[], text => Assert.Contains(text, run.Messages, StringComparison.Ordinal));
        Assert.All(["class 'ghosts'", "class 'phantoms'", "0.jpg"], text => Assert.Contains(text, run.Messages, StringComparison.Ordinal));
        Assert.DoesNotContain("class 'bars'", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FolderInWhichNoImageCanBeRead_IsRefused()
    {
        for (var i = 0; i < 8; i++)
        {
            await File.WriteAllTextAsync(WithFolder(_workspace.PathOf("images"), i % 2 == 0 ? "a" : "b", $"{i}.png"), $"text {i}");
        }

        var run = await FailAsync(_workspace.PathOf("images"));
        Assert.All(["class 'a'", "class 'b'"], text => Assert.Contains(text, run.Messages, StringComparison.Ordinal));

        var evaluate = (await _workspace.Trainer("evaluate", await _workspace.ModelAsync(), _workspace.PathOf("images")).RunAsync()).Expect(1);
        Assert.Contains("1.png", evaluate.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FoldersThatAreNoDataSet_AreRefusedWithTheReason()
    {
        Assert.Contains("there is no such folder", (await FailAsync(_workspace.PathOf("nowhere"))).Messages, StringComparison.Ordinal);
        Assert.Contains("empty", (await FailAsync(Directory.CreateDirectory(_workspace.PathOf("empty")).FullName)).Messages, StringComparison.Ordinal);

        await File.WriteAllBytesAsync(WithFolder(_workspace.PathOf("one"), "only", "a.png"), ShapeImages.Png(0, 1));
        await File.WriteAllBytesAsync(WithFolder(_workspace.PathOf("one"), "only", "b.png"), ShapeImages.Png(0, 2));
        Assert.Contains("class 'only': is the only one", (await FailAsync(_workspace.PathOf("one"))).Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClassesWithOneImage_AreAllNamed()
    {
        var images = _workspace.Images();
        await File.WriteAllBytesAsync(WithFolder(images, "lonely", "a.png"), ShapeImages.Png(0, 50));
        await File.WriteAllBytesAsync(WithFolder(images, "single", "b.png"), ShapeImages.Png(0, 51));
        var run = await FailAsync(images);
        Assert.All(["class 'lonely'", "a.png", "class 'single'", "b.png"], text => Assert.Contains(text, run.Messages, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, 6)]
    [InlineData(1000, 2)]
    public async Task TwoOrAThousandClasses_TrainAndEvaluate(int classes, int imagesPerClass)
    {
        var images = _workspace.PathOf("images");
        for (var i = 0; i < classes * imagesPerClass; i++)
        {
            var label = i / imagesPerClass; // decides shape and colours; the images of a class differ a little in size
            var image = ShapeImages.Draw(label, new Random(label), size: 32 + (i % imagesPerClass));
            await File.WriteAllBytesAsync(WithFolder(images, $"class {label:D4}", $"{i}.png"), ImageEncoder.EncodePng(image));
        }

        await _workspace.TrainAsync(images, "model.onnx", "--epochs", "40", "--l2", "0.0001");
        (await _workspace.Trainer("evaluate", _workspace.PathOf("model.onnx"), images, "--part", "all", "--json", _workspace.PathOf("all.json")).RunAsync()).Expect(0);
        var all = Workspace.Json(_workspace.PathOf("all.json"));
        Assert.Equal(classes, all.GetProperty("classes").GetArrayLength());
        Assert.Equal(classes, all.GetProperty("confusionMatrix").GetArrayLength());
        Assert.Equal(classes * imagesPerClass, all.GetProperty("rows").GetProperty("evaluated").GetInt32());
        Assert.InRange(all.GetProperty("microAccuracy").GetDouble(), 0.4, 1); // half of the images and more were trained on
    }

    public void Dispose() => _workspace.Dispose();

    private static string WithFolder(string root, string folder, string file) => Path.Combine(Directory.CreateDirectory(Path.Combine(root, folder)).FullName, file);

    private async Task<ProgramRun> FailAsync(string images)
    {
        var run = (await _workspace.Trainer("train", images, "-o", _workspace.PathOf("out", "model.onnx"), "--json", _workspace.PathOf("out", "report.json")).RunAsync()).Expect(1);
        Assert.Equal("", run.Results);
        Assert.Empty(Directory.GetFileSystemEntries(_workspace.PathOf("out")));
        return run;
    }
}
