using System.Text.Json;
using MLPipeline.Imaging;

namespace MLPipeline.Trainer.Tests;

public sealed class InterpretCommandTests : IDisposable
{
    private static readonly string[] Written =
    [
        "activation-maps.png", "calibration.svg", "classes.csv", "confusion-matrix.csv", "confusion-matrix.svg", "confusions.csv",
        "confusions.png",
        "evaluation.json", "report.html", "top-losses.csv", "top-losses.png",
    ];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Interpret_MislabelledImage_IsTheHighestLoss_OnEveryPicture()
    {
        var model = await TrainAsync();
        var others = ShapeImages.WriteTo(_folder.File("others"), perClass: 3);
        File.WriteAllBytes(_folder.File("others", "bars", "in truth a disc.png"), ShapeImages.Png(2, 500));
        _folder.Write("others/discs/text.jpg", "no image");

        var run = await TrainerRun.Of(
            "interpret", model, others, "-o", _folder.File("mistakes"), "--top", "4", "--json", _folder.File("mistakes.json"));

        Assert.True(run.ExitCode == 3, run.Messages);
        Assert.Equal(Written, Directory.GetFiles(_folder.File("mistakes")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        using var json = JsonDocument.Parse(File.ReadAllBytes(_folder.File("mistakes.json")));
        Golden.AssertSame("interpret.json.txt", JsonFields.Of(json));
        var worst = json.RootElement.GetProperty("topLosses")[0];
        Assert.Equal(("bars/in truth a disc.png", "bars", "discs"), (Text(worst, "path"), Text(worst, "actual"), Text(worst, "predicted")));
        Assert.Equal(-Math.Log(worst.GetProperty("probability").GetSingle()), worst.GetProperty("loss").GetDouble(), 5);
        Assert.Equal("dense-weights", json.RootElement.GetProperty("activationMaps").GetString());
        var confusion = json.RootElement.GetProperty("mostConfused").EnumerateArray()
            .First(pair => (Text(pair, "actual"), Text(pair, "predicted")) == ("bars", "discs"));
        Assert.Equal("bars/in truth a disc.png", confusion.GetProperty("examples")[0].GetString());

        var rows = File.ReadAllLines(Path.Combine(_folder.File("mistakes"), "top-losses.csv"));
        Assert.Equal("path,actual,predicted,loss,probability,confidence", rows[0]);
        Assert.StartsWith("bars/in truth a disc.png,bars,discs,", rows[1], StringComparison.Ordinal);
        Assert.Equal(5, rows.Length);

        // Four tiles of 176 in a row under a title of 30, with three lines of 17 below; the first is framed red.
        var sheet = ImageDecoder.DecodeFile(Path.Combine(_folder.File("mistakes"), "top-losses.png"));
        Assert.Equal((8 + (4 * 176), 8 + 30 + 176 + (3 * 17)), (sheet.Width, sheet.Height));
        Assert.Equal(new Rgb(196, 30, 30), sheet[9, 8 + 30 + 80]);

        // Six columns: two images with a map for each of their classes.
        var maps = ImageDecoder.DecodeFile(Path.Combine(_folder.File("mistakes"), "activation-maps.png"));
        Assert.Equal(8 + (6 * 176), maps.Width);
        Assert.Contains("Written to", run.Results, StringComparison.Ordinal);
        Assert.Contains("text.jpg", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interpret_NothingWrong_LeavesNoPictureOfConfusionsFromBefore()
    {
        var model = await TrainAsync();
        _folder.Write("mistakes/confusions.png", "from before");
        var run = await TrainerRun.Of("interpret", model, _folder.File("images"), "--part", "train", "-o", _folder.File("mistakes"));
        Assert.True(run.ExitCode == 0, run.Messages);
        Assert.DoesNotContain("Most confused", run.Results, StringComparison.Ordinal); // it is right on what it was trained on
        Assert.False(File.Exists(_folder.File("mistakes", "confusions.png")));
    }

    [Theory]
    [InlineData("--top is 0; it must be 1 to 1000", "--top", "0", "-o", "mistakes")]
    [InlineData("is a file; a folder is needed", "-o", "taken")]
    [InlineData("--threads is -1", "-o", "mistakes", "--threads", "-1")]
    public async Task Interpret_WrongUse_IsSaidBeforeAnythingIsRead(string message, params string[] arguments)
    {
        _folder.Write("taken", "");
        string[] placed = [.. arguments.Select(
            argument => argument is "mistakes" or "taken" ? Path.Combine(_folder.Path, argument) : argument)];
        var run = await TrainerRun.Of(["interpret", "no.onnx", "nowhere", .. placed]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Messages, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> TrainAsync()
    {
        var model = _folder.File("model.onnx");
        var run = await TrainerRun.Of("train", ShapeImages.WriteTo(_folder.File("images")), "-o", model, "--no-cache");
        Assert.True(run.ExitCode == 0, run.Messages);
        return model;
    }

    private static string? Text(JsonElement element, string field) => element.GetProperty(field).GetString();
}
