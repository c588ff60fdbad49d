using System.Globalization;
using System.Xml.Linq;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer.Tests;

/// <summary>The search for a learning rate, from the command line to its files.</summary>
public sealed class FindRateTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task FromScratch_SuggestsARate_AndWritesTablePlotAndJson()
    {
        string Out(string name) => _workspace.PathOf("out", name);
        var (plot, csv, json) = (Out("rates.svg"), Out("rates.csv"), Out("rates.json"));
        var run = await TrainerRun.Of(
            "find-rate", _workspace.Images(perClass: 10, size: 16), "--network", "resnet14", "--from-scratch", "--image-size", "16",
            "--batch-size", "8", "--steps", "30", "--from-rate", "1e-5", "--to-rate", "1", "--plot", plot, "--csv", csv, "--json", json,
            "--report", Out("report"));
        Assert.True(run.ExitCode == 0, run.Messages);
        Assert.Matches(@"Step +Learning rate +Loss +Smoothed", run.Results);
        Assert.Matches(@"\n +1 +1E-05 ", run.Results);

        var report = Workspace.Json(json);
        Assert.Equal("resnet14", report.GetProperty("network").GetString());
        var points = report.GetProperty("points").EnumerateArray().ToList();
        var valley = report.GetProperty("valley").GetDouble();
        Assert.Contains(points, point => point.GetProperty("learningRate").GetDouble() == valley);
        var rate = valley.ToString("G3", CultureInfo.InvariantCulture);
        Assert.Contains($"Train with --learning-rate {rate}", run.Results, StringComparison.Ordinal);
        Assert.Matches(@"\n +\d+ .* valley", run.Results);

        var lines = File.ReadAllLines(csv);
        Assert.Equal("step,learningRate,loss,smoothedLoss", lines[0]);
        Assert.Equal(points.Count, lines.Length - 1);
        for (var i = 0; i < points.Count; i++)
        {
            double[] numbers = [.. lines[i + 1].Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
            Assert.Equal(lines[0].Split(',').Select(name => points[i].GetProperty(name).GetDouble()), numbers);
        }

        Assert.Equal(File.ReadAllText(csv), File.ReadAllText(_workspace.PathOf("out", "report", "rates.csv")));
        Assert.Equal(File.ReadAllText(plot), File.ReadAllText(_workspace.PathOf("out", "report", "rates.svg")));
        using var page = PageData.Of(Out("report"));
        var shown = page.RootElement.GetProperty("report").GetProperty("rates");
        Assert.Equal((points.Count, valley), (shown.GetProperty("points").GetArrayLength(), shown.GetProperty("valley").GetDouble()));

        // A training that is reported into the same folder shows the search beside its curves.
        var trained = await TrainerRun.Of(
            "train", _workspace.PathOf("images"), "-o", Out("model.onnx"), "--network", "resnet14", "--from-scratch", "--image-size", "16",
            "--batch-size", "8", "--epochs", "1", "--report", Out("report"));
        Assert.True(trained.ExitCode == 0, trained.Messages);
        using var both = PageData.Of(Out("report"));
        var searched = both.RootElement.GetProperty("report");
        Assert.Equal(shown.GetRawText(), searched.GetProperty("rates").GetRawText());
        Assert.Equal(1, searched.GetProperty("curves").GetProperty("epochs").GetArrayLength());
        File.WriteAllText(Path.Combine(Out("report"), "rates.json"), "{}");
        var damaged = await TrainerRun.Of(
            "train", _workspace.PathOf("images"), "-o", Out("model.onnx"), "--network", "resnet14", "--from-scratch", "--image-size", "16",
            "--batch-size", "8", "--epochs", "1", "--report", Out("report"));
        Assert.Equal(0, damaged.ExitCode);
        Assert.Contains("rates.json' was not written by 'find-rate', or is damaged", damaged.Messages, StringComparison.Ordinal);

        Assert.Equal(points.Count, XElement.Load(plot).Descendants().Count(element => element.Name.LocalName == "circle"));
    }

    [Fact]
    public async Task Unfreeze_SearchesAfterTheClassifier_WithoutABadImage()
    {
        var images = _workspace.Images(perClass: 12);
        File.WriteAllText(Path.Combine(images, "discs", "broken.png"), "no image");
        var json = _workspace.PathOf("rates.json");
        var run = await TrainerRun.Of(
            "find-rate", images, "--unfreeze", "last-stage", "--steps", "20", "--cache", _workspace.PathOf("cache"), "--json", json);
        Assert.True(run.ExitCode == 3, run.Messages);
        Assert.Contains("Training the classifier", run.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("Highest rates: ", run.Messages, StringComparison.Ordinal); // they would be those of a training
        var report = Workspace.Json(json);
        Assert.Equal("resnet20-cifar10", report.GetProperty("backbone").GetString());
        Assert.Equal("1", report.GetProperty("unfrozen").GetString());
        Assert.EndsWith("broken.png", report.GetProperty("skipped")[0].GetProperty("path").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DIR", "needs no search for its rate. Say what else is to be trained: --unfreeze with a backbone, or --network with")]
    [InlineData("", "There are no images")]
    [InlineData("DIR --network resnet18", "--network starts from random weights; say so with --from-scratch")]
    [InlineData("DIR --unfreeze all --steps 19", "Steps 19 must be at least 20.")]
    [InlineData("DIR --unfreeze all --from-rate 0", "FromRate 0 must be a positive number.")]
    [InlineData("DIR --unfreeze all --from-rate 1 --to-rate 0.1", "ToRate 0.1 must be a number above FromRate 1.")]
    [InlineData("DIR --unfreeze all --learning-rate 0.1", "'--learning-rate'")]
    [InlineData("DIR --network resnet18 --from-scratch --l2 1 --clip-norm 0", "ClipNorm 0")]
    public async Task OptionsThatDoNotGoTogether_AreNamed(string arguments, string message)
    {
        var run = await TrainerRun.Of(["find-rate", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((2, ""), (run.ExitCode, run.Results));
        Assert.Contains(message, run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PlaceThatCannotBeWritten_IsNamedBeforeTheWork()
    {
        var run = await TrainerRun.Of("find-rate", "DIR", "--unfreeze", "all", "--plot", _workspace.Folder, "--csv", _workspace.Folder);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--plot", run.Messages, StringComparison.Ordinal);
        Assert.Contains("--csv", run.Messages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(70, "near the highest that training bears")]
    [InlineData(15, "at rates too small to matter")] // chance, while a network that fits its images has nothing to learn
    public void Print_SaysWhatTheSteepestFallIsWorth(int fall, string meaning)
    {
        var results = new StringWriter();
        var points = new List<LearningRatePoint>();
        for (var step = 0; step < 100; step++)
        {
            // Falls slowly from step 20 to step 80, and at one step by much more.
            var loss = 1 - (0.005 * Math.Clamp(step - 20, 0, 60)) - (step > fall ? 0.1 : 0) + (fall < 20 && step is > 17 and < 20 ? 0.2 : 0);
            points.Add(new LearningRatePoint(step, Math.Pow(10, (step / 10.0) - 7), loss, loss));
        }

        RateDisplay.Print(ProgramConsole.OfWriters(results, TextWriter.Null), new RateReport
        {
            Network = "any",
            IsBackbone = false,
            Options = new ClassifierTrainingOptions(),
            Search = new LearningRateSearchOptions(),
            Curve = new LearningRateCurve(points, 100, LearningRateSearchEnd.AllSteps),
            Skipped = [],
        });
        Assert.Matches($"(?m)^steepest: .*{meaning}", results.ToString());
    }
}
