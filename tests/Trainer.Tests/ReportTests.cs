using System.Text;
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

    /// <summary>Every field on a line of its own: where it is and what it holds. Of an array the first element speaks for all.</summary>
    private string Fields(string json)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(_folder.File(json)));
        var lines = new StringBuilder();
        Describe("", document.RootElement, lines);
        return lines.ToString();
    }

    private static void Describe(string name, JsonElement element, StringBuilder lines)
    {
        if (name.Length > 0)
        {
            var kind = element.ValueKind is JsonValueKind.True or JsonValueKind.False ? "boolean" : element.ValueKind.ToString().ToLowerInvariant();
            lines.Append(name).Append(": ").Append(kind).Append('\n');
        }

        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in element.EnumerateObject())
            {
                Describe(name.Length == 0 ? field.Name : $"{name}.{field.Name}", field.Value, lines);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array && element.GetArrayLength() > 0)
        {
            Describe(name + "[]", element[0], lines);
        }
    }
}
