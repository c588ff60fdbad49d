using System.Text.Json;

namespace MLPipeline.Trainer.Tests;

/// <summary>The fields of <c>--json</c>, which other programs read.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Json_HasTheFieldsThatAreWrittenDown()
    {
        var images = ShapeImages.WriteTo(_folder.File("images"));
        _folder.Write("images/discs/text.jpg", "no image");
        var model = _folder.File("model.onnx");
        var train = await TrainerRun.Of("train", images, "-o", model, "--no-cache", "--val-fraction", "0.2", "--json", _folder.File("train.json"));
        Assert.True(train.ExitCode == 3, train.Messages);
        Golden.AssertSame("train.json.txt", Fields("train.json"));

        var evaluate = await TrainerRun.Of("evaluate", model, images, "--part", "all", "--json", _folder.File("evaluate.json"));
        Assert.True(evaluate.ExitCode == 3, evaluate.Messages);
        Golden.AssertSame("evaluate.json.txt", Fields("evaluate.json"));
    }

    [Fact]
    public async Task Json_OnStandardOutput_EndsTheResults()
    {
        var run = await TrainerRun.Of("train", ShapeImages.WriteTo(_folder.File("images")), "-o", _folder.File("model.onnx"), "--no-cache", "--json", "-");
        using var report = JsonDocument.Parse(run.Results[run.Results.IndexOf("{\n", StringComparison.Ordinal)..]);
        Assert.Equal(_folder.File("model.onnx"), report.RootElement.GetProperty("model").GetString());
    }

    public void Dispose() => _folder.Dispose();

    private string Fields(string json)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(_folder.File(json)));
        return JsonFields.Of(document);
    }
}
