using System.Text.Json;
using MLPipeline.Imaging;

namespace MLPipeline.Predictor.Tests;

public sealed class PredictCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;
    private readonly string _red;

    public PredictCommandTests()
    {
        _model = _folder.Write("colours.onnx", new ColourClassifier().ToBytes());
        _red = _folder.Write("red/one, \"first\".png", ColourClassifier.Png(new Rgb(255, 0, 0)));
        _folder.Write("red/two.png", ColourClassifier.Png(new Rgb(0, 0, 255)));
    }

    [Fact]
    public async Task Predict_ShowsATable()
    {
        var run = await PredictorRun.Of("predict", _model, _red, "--top", "2");
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        var lines = run.Results.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Matches("^image +class +probability +next$", lines[0]);
        Assert.Equal($"{_red}  red         100.0%  green 0.0%", lines[1]); // e^10 / (e^10 + 2) = 0.99991
    }

    [Fact]
    public async Task Predict_BadImages_AreListedWithReasonsAndTheOthersAnswered()
    {
        var text = _folder.Write("text.jpg", "text");
        var empty = _folder.Write("empty.png", []);
        var run = await PredictorRun.Of("predict", _model, text, _red, empty, "nowhere.png", "--json");
        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith($"Error: {text}: ", run.Messages, StringComparison.Ordinal);

        using var json = JsonDocument.Parse(run.Results);
        Assert.Equal(["NotAnImage", "Empty", "NotFound"], json.RootElement.GetProperty("skipped").EnumerateArray().Select(image => image.GetProperty("fault").GetString()));
        var answer = Assert.Single(json.RootElement.GetProperty("predictions").EnumerateArray());
        Assert.Equal(("red", _red), (answer.GetProperty("label").GetString(), answer.GetProperty("image").GetString()));
        Assert.Equal(ColourClassifier.ScoresOf(new Rgb(255, 0, 0))[0], answer.GetProperty("score").GetSingle(), 1e-5f);
        Assert.Equal(3, answer.GetProperty("top").GetArrayLength());
        Assert.Equal(ColourClassifier.ColourNames, json.RootElement.GetProperty("classes").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task Predict_JsonThatWouldOverwriteAnImage_IsRefused()
    {
        var before = File.ReadAllBytes(_red);
        var run = await PredictorRun.Of("predict", _model, _red, "--json", _red, "--top", "0");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--top is 0", run.Messages, StringComparison.Ordinal);
        Assert.Contains("does not end in .json", run.Messages, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_red));
    }

    [Fact]
    public async Task Predict_FolderWithSheet_DrawsThem()
    {
        var sheet = Path.Combine(_folder.Path, "new", "sheet.png");
        var run = await PredictorRun.Of("predict", _model, Path.Combine(_folder.Path, "red"), "--sheet", sheet);
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        var picture = ImageDecoder.DecodeFile(sheet);
        Assert.True(picture.Width > 2 * 160, "two tiles beside each other");
    }

    [Fact]
    public async Task Predict_ForeignModel_NeedsItsDescriptionAndGetsIt()
    {
        var foreign = _folder.Write("foreign.onnx", new ColourClassifier { Softmax = false }.ToForeignBytes());
        var labels = _folder.Write("labels.txt", "rot\ngrün\nblau\n");

        var without = await PredictorRun.Of("predict", foreign, _red);
        Assert.Equal(2, without.ExitCode);
        Assert.Contains("Add --input-size and --preset", without.Messages, StringComparison.Ordinal);

        var half = await PredictorRun.Of("predict", foreign, _red, "--labels", "none.txt");
        Assert.Equal(2, half.ExitCode);
        foreach (var fault in (string[])["--input-size is missing", "--preset is missing", "there is no file 'none.txt'"])
        {
            Assert.Contains(fault, half.Messages, StringComparison.Ordinal);
        }

        // zero-one divides by 255, so that the logits are a 255th of those above.
        var run = await PredictorRun.Of("predict", foreign, _red, "--input-size", "8x8", "--preset", "zero-one", "--labels", labels, "--json", "-");
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        using var json = JsonDocument.Parse(run.Results);
        var answer = json.RootElement.GetProperty("predictions")[0];
        Assert.Equal("rot", answer.GetProperty("label").GetString());
        Assert.Equal(Math.Exp(1 / 25.5) / (Math.Exp(1 / 25.5) + 2), answer.GetProperty("score").GetDouble(), 1e-5);
        Assert.Equal("grün", json.RootElement.GetProperty("classes")[1].GetString());
    }

    [Fact]
    public async Task Inspect_ShowsContractAndOrigin()
    {
        var run = await PredictorRun.Of("inspect", _model);
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        foreach (var text in (string[])["input: float [?, 3, 8, 8]", "preparation: resize", "squash", "class 2", "blue", "origin: seed"])
        {
            Assert.Contains(text, run.Results, StringComparison.Ordinal);
        }

        var foreign = await PredictorRun.Of("inspect", _folder.Write("foreign.onnx", new ColourClassifier().ToForeignBytes()), "--json", "-");
        using var json = JsonDocument.Parse(foreign.Results);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("classes").ValueKind);
    }

    [Theory]
    [InlineData("predict")]
    [InlineData("score")]
    [InlineData("merge")]
    [InlineData("sort")]
    [InlineData("inspect")]
    [InlineData("serve")]
    public async Task Help_IsAsWrittenDown(string command)
    {
        var run = await PredictorRun.Of(command, "--help");
        Assert.Equal(0, run.ExitCode);
        var executable = new System.CommandLine.RootCommand().Name; // the test runner here
        var actual = run.Results.Replace(executable, "Predictor", StringComparison.Ordinal);
        var file = Repository.PathOf("tests", "Predictor.Tests", "Help", command + ".txt");
        if (!File.Exists(file) || File.ReadAllText(file) != actual)
        {
            var received = Path.Combine(AppContext.BaseDirectory, command + ".txt");
            File.WriteAllText(received, actual);
            Assert.Fail($"The help has changed. If that is wanted, copy '{received}' to '{file}'.\n{actual}");
        }
    }

    [Fact]
    public async Task DamagedModel_EndsWith1AndOneLine()
    {
        var run = await PredictorRun.Of("predict", _folder.Write("bad.onnx", "no network"), _red);
        Assert.Equal((1, ""), (run.ExitCode, run.Results));
        Assert.Single(run.Messages.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    public void Dispose() => _folder.Dispose();
}
