using System.Text.Json;

namespace MLPipeline.Trainer.Tests;

/// <summary>What the commands put into report.html.</summary>
public sealed class ReportPageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task TrainAndEvaluate_ShowTheImagesThatTheirFiguresAreOf()
    {
        var images = ShapeImages.WriteTo(_folder.File("images"), perClass: 20);
        _folder.Write("images/discs/text.jpg", "no image");
        var (model, report) = (_folder.File("model.onnx"), _folder.File("report"));
        var train = await TrainerRun.Of("train", images, "-o", model, "--no-cache", "--val-fraction", "0.2", "--report", report);
        Assert.True(train.ExitCode == 3, train.Messages);
        Assert.Contains($"Report: {Path.Combine(report, "report.html")}", train.Results, StringComparison.Ordinal);
        using (var page = PageData.Of(report))
        {
            var content = page.RootElement.GetProperty("report");
            AssertImages(page.RootElement, path => path.Contains('/', StringComparison.Ordinal) && !Path.IsPathRooted(path));
            Assert.Equal($"Trainer train {images} -o {model} --no-cache --val-fraction 0.2 --report {report}", Text(content, "command"));
            Assert.Equal("resnet20-cifar10, frozen backbone, on " + images, Text(content, "subtitle"));
            Assert.Equal(["Training", "Validation", "Test"], Texts(content.GetProperty("counts").GetProperty("parts")));
            // 20 images of each of three classes; the text took no part.
            var counts = content.GetProperty("counts").GetProperty("images").EnumerateArray();
            Assert.Equal(60, counts.Sum(row => row.EnumerateArray().Sum(count => count.GetInt32())));
            Assert.EndsWith("text.jpg", Text(content.GetProperty("unreadable")[0], "name"), StringComparison.Ordinal);
            Assert.True(content.GetProperty("curves").GetProperty("bestEpoch").GetInt32() >= 1);
            Assert.True(content.GetProperty("timings").GetArrayLength() >= 4);
            Assert.Contains(content.GetProperty("settings").EnumerateArray(), setting => Text(setting, "name") == "Backbone");
        }

        File.WriteAllBytes(_folder.File("images", "bars", "in truth a disc.png"), ShapeImages.Png(2, 500));
        var evaluate = await TrainerRun.Of("evaluate", model, images, "--part", "all", "--report", _folder.File("all"));
        Assert.True(evaluate.ExitCode == 3, evaluate.Messages);
        using (var page = PageData.Of(_folder.File("all")))
        {
            AssertImages(page.RootElement, path => File.Exists(Path.Combine(images, path)));
            var worst = page.RootElement.GetProperty("report").GetProperty("topLosses")[0];
            Assert.Equal("bars/in truth a disc.png", Text(worst, "name"));
            Assert.Equal(("bars", "discs"), (Text(worst, "actual"), Text(worst, "predicted")));
            Assert.Equal(
                ["as the network saw it", "evidence for discs", "evidence for bars"],
                worst.GetProperty("pictures").EnumerateArray().Select(picture => Text(picture, "caption")));
        }
    }

    [Fact]
    public async Task PublishedSet_ShowsItsPixels_AndTheCurves()
    {
        var data = SmallDigits.WriteTo(_folder, train: 200, test: 50);
        var run = await TrainerRun.Of(
            "train", "--dataset", "mnist", "--data-dir", data, "-o", _folder.File("digits.onnx"), "--network", "lenet5", "--from-scratch",
            "--epochs", "2", "--report", _folder.File("report"));
        Assert.True(run.ExitCode == 0, run.Messages);
        using var page = PageData.Of(_folder.File("report"));
        AssertImages(page.RootElement, name => name.StartsWith("image ", StringComparison.Ordinal));
        var content = page.RootElement.GetProperty("report");
        Assert.Equal(2, content.GetProperty("curves").GetProperty("epochs").GetArrayLength());
        Assert.Equal(10, content.GetProperty("curves").GetProperty("epochs")[0].GetProperty("classAccuracies").GetArrayLength());
        Assert.Equal(["Training", "Test"], Texts(content.GetProperty("counts").GetProperty("parts")));
        Assert.Equal(24, content.GetProperty("topLosses").GetArrayLength());
        Assert.True(content.GetProperty("topLosses")[0].GetProperty("pictures").GetArrayLength() > 1);
    }

    [Fact]
    public async Task WithoutTestImages_ThereIsAPageWithoutFigures()
    {
        var images = ShapeImages.WriteTo(_folder.File("images"));
        var run = await TrainerRun.Of(
            "train", images, "-o", _folder.File("model.onnx"), "--no-cache", "--test-fraction", "0", "--report", _folder.File("report"));
        Assert.True(run.ExitCode == 0, run.Messages);
        Assert.Contains("The report has no figures", run.Messages, StringComparison.Ordinal);
        using var page = PageData.Of(_folder.File("report"));
        var content = page.RootElement.GetProperty("report");
        Assert.Equal(JsonValueKind.Null, content.GetProperty("metrics").ValueKind);
        Assert.Equal(["Training"], Texts(content.GetProperty("counts").GetProperty("parts")));
    }

    [Theory]
    [InlineData("Trainer train photos --label-regex '^(.+)_\\d+\\.jpg$'", "train", "photos", "--label-regex", "^(.+)_\\d+\\.jpg$")]
    [InlineData("Trainer train 'my photos' --epochs 1+4", "train", "my photos", "--epochs", "1+4")]
    [InlineData("Trainer train 'it'\\''s' ''", "train", "it's", "")]
    public void Command_CanBeTypedAgain(string text, params string[] words) => Assert.Equal(text, CommandText.Of(words));

    public void Dispose() => _folder.Dispose();

    /// <summary>No cell shows more images than it has, each has a picture, and no image is there twice.</summary>
    private static void AssertImages(JsonElement page, Func<string, bool> isName)
    {
        var (report, pictures) = (page.GetProperty("report"), page.GetProperty("pictures"));
        var matrix = report.GetProperty("metrics").GetProperty("confusionMatrix");
        var images = report.GetProperty("images").EnumerateArray().ToList();
        Assert.NotEmpty(images);
        Assert.Equal(images.Count, pictures.GetArrayLength());
        Assert.All(pictures.EnumerateArray().Select(picture => picture.GetString()), picture =>
            Assert.StartsWith("data:image/jpeg;base64,", picture, StringComparison.Ordinal));
        Assert.Equal(images.Count, images.Select(image => Text(image, "name")).Distinct().Count());
        Assert.All(images, image => Assert.True(isName(Text(image, "name")!), Text(image, "name")));
        foreach (var cell in images.GroupBy(image => (image.GetProperty("actual").GetInt32(), image.GetProperty("predicted").GetInt32())))
        {
            Assert.Equal(Math.Min(6, matrix[cell.Key.Item1][cell.Key.Item2].GetInt32()), cell.Count());
        }
    }

    private static string? Text(JsonElement element, string field) => element.GetProperty(field).GetString();

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(text => text.GetString());
}
