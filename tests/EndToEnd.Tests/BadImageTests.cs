using MLPipeline.Imaging;

namespace MLPipeline.EndToEnd.Tests;

/// <summary>Folders in which something is wrong with single images.</summary>
public sealed class BadImageTests : IDisposable
{
    private readonly Workspace _workspace = new();

    [Fact]
    public async Task BadImages_AreListedOnceEachWithTheirReason_AndTheOthersUsed()
    {
        var images = _workspace.Images();
        AddOddImages(images);
        string[] bad = [.. AddBadImages(images).Order(StringComparer.Ordinal)];
        Directory.CreateDirectory(Path.Combine(images, "bars", "folder.jpg"));
        var total = Directory.GetFiles(images, "*", SearchOption.AllDirectories).Length;

        var train = (await _workspace.Trainer("train", images, "-o", _workspace.PathOf("model.onnx"), "--json", _workspace.PathOf("train.json")).RunAsync()).Expect(3);
        AssertSkipped("train.json", images, bad);
        Assert.Contains("folder.jpg", train.Messages, StringComparison.Ordinal); // named among what was left out

        var evaluate = _workspace.Trainer(
            "evaluate", _workspace.PathOf("model.onnx"), images, "--part", "all", "--json", _workspace.PathOf("evaluate.json"), "--predictions", _workspace.PathOf("predictions.csv"));
        (await evaluate.RunAsync()).Expect(3);
        AssertSkipped("evaluate.json", images, bad);
        var predictions = CsvTable.Read(_workspace.PathOf("predictions.csv")).ToDictionary(row => row["path"], row => row["label"]);
        Assert.Equal(total - bad.Length, predictions.Count);
        Assert.Empty(predictions.Keys.Intersect(bad));

        var score = (await _workspace.Predictor("score", _workspace.PathOf("model.onnx"), images, "-o", _workspace.PathOf("scores.csv")).RunAsync()).Expect(3);
        var scores = CsvTable.Read(_workspace.PathOf("scores.csv")).ToDictionary(row => row["path"], row => row["label"]);
        Assert.Equal(predictions, scores);
        Assert.Equal(bad, CsvTable.Read(_workspace.PathOf("scores.errors.csv")).Select(row => row["path"]).Order(StringComparer.Ordinal));
        Assert.All([train, score], run => Assert.DoesNotContain("   at ", run.Messages, StringComparison.Ordinal)); // no stack traces
    }

    [Fact]
    public async Task DuplicatesWithDifferentLabels_AreNamed()
    {
        var images = _workspace.Images();
        File.Copy(Path.Combine(images, "bars", "0000.png"), Path.Combine(images, "discs", "copy.png"));
        var run = (await _workspace.Trainer("train", images, "-o", _workspace.PathOf("model.onnx")).RunAsync()).Expect(0);
        Assert.Contains("with different labels", run.Messages, StringComparison.Ordinal);
        Assert.Contains("bars/0000.png = discs/copy.png", run.Messages, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task BrokenLinks_StopTrainingBeforeItBegins_AndAreBadImagesWhenScored()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a privilege there");
        var images = _workspace.Images();
        var model = await _workspace.ModelAsync();
        File.CreateSymbolicLink(Path.Combine(images, "bars", "lost.png"), "/nowhere/at-all.png");
        File.CreateSymbolicLink(Path.Combine(images, "discs", "gone.jpg"), "missing.jpg");
        File.CreateSymbolicLink(Path.Combine(images, "discs", "good.png"), Path.Combine(images, "discs", "0001.png"));

        var train = (await _workspace.Trainer("train", images, "-o", _workspace.PathOf("model.onnx")).RunAsync()).Expect(1);
        Assert.All(["lost.png", "gone.jpg"], name => Assert.Contains(name, train.Messages, StringComparison.Ordinal));
        Assert.False(File.Exists(_workspace.PathOf("model.onnx")));

        (await _workspace.Predictor("score", model, images, "-o", _workspace.PathOf("scores.csv")).RunAsync()).Expect(3);
        Assert.Equal(["bars/lost.png", "discs/gone.jpg"], CsvTable.Read(_workspace.PathOf("scores.errors.csv")).Select(row => row["path"]).Order(StringComparer.Ordinal));
        Assert.Equal(37, CsvTable.Read(_workspace.PathOf("scores.csv")).Count);
    }

    public void Dispose() => _workspace.Dispose();

    /// <summary>Images that look strange and are good.</summary>
    private static void AddOddImages(string images)
    {
        void Add(string name, byte[] content) => File.WriteAllBytes(Path.Combine(images, name), content);
        Add("bars/png-inside.jpg", ShapeImages.Png(0, 900));
        Add("bars/jpeg-inside.txt", ImageEncoder.EncodeJpeg(ShapeImages.Draw(0, 901)));
        Add("bars/no-extension", ShapeImages.Png(0, 902));
        Add("checks/cmyk.jpg", File.ReadAllBytes(Repository.PathOf("tests", "Imaging.Tests", "Golden", "cmyk.jpg")));
        Add("checks/grey.png", PlainPng.Plain(30, 30, PlainPng.Grey, 8, 100));
        Add("checks/grey16.png", PlainPng.Plain(30, 30, PlainPng.Grey, 16, 50));
        Add("checks/alpha.png", PlainPng.Plain(30, 30, PlainPng.Alpha, 8, 128));
        Add("discs/1x1.png", PlainPng.Plain(1, 1, PlainPng.Grey, 8, 77));
        Add("discs/20000x1.png", PlainPng.Plain(20_000, 1, PlainPng.Grey, 8, 78));
        Add("discs/with space, comma.png", ShapeImages.Png(2, 903));
        Add("discs/画像 Ж é.png", ShapeImages.Png(2, 904));
        if (!OperatingSystem.IsWindows())
        {
            Add("discs/it's \"quoted\".png", ShapeImages.Png(2, 905));
            Add("discs/line\nbreak.png", ShapeImages.Png(2, 906));
        }
    }

    /// <summary>Images that cannot be read; gives their paths below the folder.</summary>
    private static List<string> AddBadImages(string images)
    {
        var jpeg = ImageEncoder.EncodeJpeg(ShapeImages.Draw(1, 950, size: 200));
        var added = new List<string>();
        void Add(string name, byte[] content)
        {
            File.WriteAllBytes(Path.Combine(images, name), content);
            added.Add(name);
        }

        Add("bars/empty.jpg", []);
        Add("checks/empty too.png", []); // the same content, another label
        Add("bars/text.jpg", "not an image at all"u8.ToArray());
        Add("checks/truncated.jpg", jpeg[..(jpeg.Length / 2)]);
        Add("checks/cut, \"off\".png".Replace("\"", OperatingSystem.IsWindows() ? "" : "\"", StringComparison.Ordinal), ShapeImages.Png(1, 951)[..60]);
        Add("discs/bomb.png", PlainPng.Bomb());
        Add("discs/drawing.svg.png", "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray());
        if (OperatingSystem.IsLinux())
        {
            File.CreateSymbolicLink(Path.Combine(images, "discs", "unopened.png"), "/proc/self/mem"); // reading fails, even for root
            added.Add("discs/unopened.png");
        }

        return added;
    }

    private void AssertSkipped(string json, string images, string[] bad)
    {
        var skipped = Workspace.Json(_workspace.PathOf(json)).GetProperty("skipped").EnumerateArray().ToList();
        Assert.Equal(bad, skipped.Select(entry => Path.GetRelativePath(images, entry.GetProperty("path").GetString()!).Replace('\\', '/')).Order(StringComparer.Ordinal));
        Assert.All(skipped, entry => Assert.NotEmpty(entry.GetProperty("reason").GetString()!));
        Assert.All(skipped.Where(entry => !entry.GetProperty("path").GetString()!.EndsWith("unopened.png", StringComparison.Ordinal)), entry =>
            Assert.DoesNotContain(images, entry.GetProperty("reason").GetString(), StringComparison.Ordinal)); // the path is said already; only the operating system repeats it
    }
}
