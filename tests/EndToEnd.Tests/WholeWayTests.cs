using System.Globalization;

namespace MLPipeline.EndToEnd.Tests;

/// <summary>Train, evaluate, predict and score, one after the other, on the same images.</summary>
public sealed class WholeWayTests : IDisposable
{
    private readonly Workspace _workspace = new();

    [Fact]
    public async Task TrainEvaluatePredictScore_AgreeOnEveryImage()
    {
        var images = _workspace.Images();
        var (model, trained) = (_workspace.PathOf("out", "shapes.onnx"), _workspace.PathOf("train.json"));
        var run = (await _workspace.Trainer("train", images, "-o", model, "--json", trained, "--report", _workspace.PathOf("report")).RunAsync()).Expect(0);
        Assert.Contains("Confusion matrix", run.Results, StringComparison.Ordinal);
        Assert.Contains(model, run.Results, StringComparison.Ordinal);
        Assert.True(File.Exists(_workspace.PathOf("report", "report.html")));
        AssertMetrics(trained, images: 6); // a fifth of 12 images is 2 of each class
        var timings = Workspace.Json(trained).GetProperty("timings");
        Assert.All(["features", "head", "evaluation", "export", "total"], name => Assert.InRange(timings.GetProperty(name).GetDouble(), 0, 240));
        Assert.Equal(36, Workspace.Json(trained).GetProperty("featuresComputed").GetInt32());

        var (evaluated, predictions) = (_workspace.PathOf("evaluate.json"), _workspace.PathOf("predictions.csv"));
        (await _workspace.Trainer("evaluate", model, images, "--part", "all", "--json", evaluated, "--predictions", predictions).RunAsync()).Expect(0);
        AssertMetrics(evaluated, images: 36);
        Assert.InRange(Workspace.Json(evaluated).GetProperty("timings").GetProperty("total").GetDouble(), 0, 240);

        var scores = _workspace.PathOf("scores.csv");
        (await _workspace.Predictor("score", model, images, "-o", scores).RunAsync()).Expect(0);
        var scored = CsvTable.Read(scores);
        var expected = CsvTable.Read(predictions);
        Assert.Equal(36, scored.Count);
        Assert.Equal(expected.Select(row => (row["path"], row["label"], row["score"])), scored.Select(row => (row["path"], row["label"], row["score"])));
        Assert.Equal(Workspace.Json(evaluated).GetProperty("microAccuracy").GetDouble(), expected.Count(row => row["label"] == row["actual"]) / 36.0, 12);

        var image = Path.Combine(images, "discs", "0003.png");
        var predicted = (await _workspace.Predictor("predict", model, image, "--top", "3", "--json", _workspace.PathOf("predict.json")).RunAsync()).Expect(0);
        var answer = Workspace.Json(_workspace.PathOf("predict.json")).GetProperty("predictions")[0];
        var row = scored.Single(row => row["path"] == "discs/0003.png");
        Assert.Equal(row["label"], answer.GetProperty("label").GetString());
        Assert.Equal(double.Parse(row["score"], CultureInfo.InvariantCulture), answer.GetProperty("score").GetDouble(), 5);
        Assert.Contains(row["label"], predicted.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_OfTheTrainingData_MeasuresOnlyTheHeldOutPart()
    {
        var images = _workspace.Images();
        var (trained, evaluated) = (_workspace.PathOf("train.json"), _workspace.PathOf("evaluate.json"));
        await _workspace.TrainAsync(images, "model.onnx", "--json", trained);
        (await _workspace.Trainer("evaluate", _workspace.PathOf("model.onnx"), images, "--json", evaluated).RunAsync()).Expect(0);
        var (before, after) = (Workspace.Json(trained), Workspace.Json(evaluated));
        Assert.Equal(before.GetProperty("confusionMatrix").GetRawText(), after.GetProperty("confusionMatrix").GetRawText());
        Assert.Equal(before.GetProperty("logLoss").GetDouble(), after.GetProperty("logLoss").GetDouble(), 4);
        Assert.Equal(6, after.GetProperty("rows").GetProperty("evaluated").GetInt32());

        File.Delete(Path.Combine(images, "discs", "0000.png")); // no longer the same data: nothing is known about their parts
        (await _workspace.Trainer("evaluate", _workspace.PathOf("model.onnx"), images, "--json", evaluated).RunAsync()).Expect(0);
        Assert.Equal(35, Workspace.Json(evaluated).GetProperty("rows").GetProperty("evaluated").GetInt32());
    }

    [Fact]
    public async Task PredictJson_OnStandardOutput_IsAllThatIsThere()
    {
        var model = await _workspace.ModelAsync();
        var run = (await _workspace.Predictor("predict", model, Path.Combine(_workspace.Images(), "bars", "0001.png"), "--json", "-").RunAsync()).Expect(0);
        using var answer = System.Text.Json.JsonDocument.Parse(run.Results);
        Assert.Equal(ShapeImages.Classes, answer.RootElement.GetProperty("classes").EnumerateArray().Select(name => name.GetString()));
    }

    public void Dispose() => _workspace.Dispose();

    private static void AssertMetrics(string file, int images)
    {
        var report = Workspace.Json(file);
        Assert.Equal(ShapeImages.Classes, report.GetProperty("classes").EnumerateArray().Select(name => name.GetString()));
        var matrix = report.GetProperty("confusionMatrix").EnumerateArray().Select(row => row.EnumerateArray().Select(cell => cell.GetInt32()).ToArray()).ToArray();
        Assert.Equal(images, matrix.Sum(row => row.Sum()));
        var recalls = matrix.Select((row, k) => (double)row[k] / row.Sum()).ToArray();
        Assert.Equal(matrix.Select((row, k) => row[k]).Sum() / (double)images, report.GetProperty("microAccuracy").GetDouble(), 12);
        Assert.Equal(recalls.Average(), report.GetProperty("macroAccuracy").GetDouble(), 12);
        Assert.InRange(report.GetProperty("microAccuracy").GetDouble(), 0.6, 1); // chance is a third
        Assert.InRange(report.GetProperty("logLoss").GetDouble(), 0, 1.0986); // ln 3: knowing nothing
        Assert.Equal(0, report.GetProperty("skipped").GetArrayLength());
        Assert.True(report.GetProperty("imagesPerSecond").GetDouble() > 0);
    }
}
