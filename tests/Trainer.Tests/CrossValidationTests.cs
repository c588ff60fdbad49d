using System.Text.Json;

namespace MLPipeline.Trainer.Tests;

/// <summary>The same training for every fold, from the command line to the figures.</summary>
public sealed class CrossValidationTests : IDisposable
{
    private static readonly string[] Figures = ["microAccuracy", "macroAccuracy", "logLoss"];

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task FrozenBackbone_FoldsCoverTheTrainingImages_AndTheModelIsOfAllOfThem()
    {
        var images = _workspace.Images(perClass: 15); // 3 classes: 12 of each to train on, so 4 of each in a fold
        var (run, model, json) = (_workspace.PathOf("runs", "folds"), _workspace.PathOf("model.onnx"), _workspace.PathOf("folds.json"));
        string[] options = ["--epochs", "10", "--l2", "0.01", "--cache", _workspace.PathOf("cache"), "--seed", "3"];
        var trained = await TrainerRun.Of(["train", images, "--folds", "3", "--run", run, "-o", model, "--json", json, .. options]);
        Assert.True(trained.ExitCode == 0, trained.Messages);
        Assert.Matches(@"(?m)^Mean +\d.*%", trained.Results);
        Assert.Equal(File.ReadAllText(json), File.ReadAllText(Path.Combine(run, "result.json")));

        var answers = Enumerable.Range(1, 3).Select(fold => Predictions(run, $"fold-{fold}")).ToList();
        Assert.All(answers, fold => Assert.All(fold.CountBy(row => row["actual"]), count => Assert.Equal(4, count.Value)));
        var paths = answers.SelectMany(fold => fold).Select(row => row["path"]).ToList();
        Assert.Equal(36, paths.Distinct().Count());
        Assert.Empty(paths.Intersect(Predictions(run, "final").Select(row => row["path"]))); // the test images
        Assert.Equal(paths, Predictions(run, "").Select(row => row["path"]));

        var report = Workspace.Json(json);
        foreach (var name in Figures)
        {
            var folds = report.GetProperty("folds").EnumerateArray().Select(fold => fold.GetProperty(name).GetDouble()).ToArray();
            var mean = (folds[0] + folds[1] + folds[2]) / 3;
            var squares = folds.Sum(fold => Math.Pow(fold - mean, 2));
            Assert.Equal(mean, report.GetProperty(name).GetDouble(), 1e-12);
            Assert.Equal(Math.Sqrt(squares / 2), report.GetProperty("standardDeviations").GetProperty(name).GetDouble(), 1e-12);
        }

        // Folds of one size: the mean is the share of all images that were answered right.
        var right = Predictions(run, "").Count(row => row["actual"] == row["label"]);
        Assert.Equal(right / 36.0, report.GetProperty("microAccuracy").GetDouble(), 1e-12);

        // The model is the one that the same command without folds gives, and knows its test images.
        var plain = _workspace.PathOf("plain.onnx");
        Assert.Equal(0, (await TrainerRun.Of(["train", images, "-o", plain, .. options])).ExitCode);
        Assert.Equal(File.ReadAllBytes(plain), File.ReadAllBytes(model));
        var listed = await TrainerRun.Of("runs", _workspace.PathOf("runs"));
        Assert.Matches(@"(?m)^folds +resnet20-cifar10, frozen backbone, 3 folds +\d.* folds +-", listed.Results);
        Assert.Contains("Of 36 images measured by both", (await TrainerRun.Of("compare", run, run)).Results, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(File.ReadAllBytes(json));
        Golden.AssertSame("folds.json.txt", JsonFields.Of(document));
    }

    [SkippableFact]
    public async Task FromScratch_Killed_GoesOn_AndFinishedFoldsAreNotRepeated()
    {
        Skip.If(OperatingSystem.IsWindows(), "signals are sent otherwise there");
        var images = _workspace.Images(perClass: 30, size: 16);
        File.WriteAllText(Path.Combine(images, "discs", "broken.png"), "no image");
        string[] way =
        [
            "--network", "resnet14", "--from-scratch", "--image-size", "24", "--batch-size", "16", "--epochs", "4", "--test-fraction", "0",
            "--folds", "2",
        ];
        var run = _workspace.PathOf("runs", "killed");
        using (var running = _workspace.Trainer(["train", images, "--run", run, .. way]).Start())
        {
            await running.MessageAsync("^Fold 1 of 2 is done");
            await running.MessageAsync("^Epoch 1 of 4");
            await running.SignalAsync("KILL");
            await running.EndAsync();
        }

        Assert.False(File.Exists(Path.Combine(run, "result.json")));
        var first = await File.ReadAllTextAsync(Path.Combine(run, "fold-1", "result.json")); // has the times of every epoch
        var again = await TrainerRun.Of(["train", images, "--run", run, .. way]);
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("a cross-validation that was not finished; --resume goes on with it.", again.Messages, StringComparison.Ordinal);
        var single = await TrainerRun.Of(["train", images, "--run", run, .. way[..^2], "--resume"]);
        Assert.Equal(2, single.ExitCode);
        Assert.Contains("a cross-validation; --folds goes on with it, or name another folder.", single.Messages, StringComparison.Ordinal);
        var other = await TrainerRun.Of(["train", images, "--run", run, .. way, "--resume", "--learning-rate", "0.5"]);
        Assert.Equal(1, other.ExitCode);
        Assert.Matches("holds another run;.* LearningRate: .* there, 0.5 now", other.Messages);

        var resumed = await TrainerRun.Of(["train", images, "--run", run, .. way, "--resume"]);
        Assert.True(resumed.ExitCode == 3, resumed.Messages);
        Assert.Contains("1 images could not be read and took no part", resumed.Messages, StringComparison.Ordinal);
        Assert.Contains("Going on from", resumed.Messages, StringComparison.Ordinal);
        Assert.Equal(first, await File.ReadAllTextAsync(Path.Combine(run, "fold-1", "result.json")));
        var undisturbed = _workspace.PathOf("runs", "undisturbed");
        Assert.Equal(3, (await TrainerRun.Of(["train", images, "--run", undisturbed, .. way])).ExitCode);
        const string Answers = "predictions.csv";
        Assert.Equal(File.ReadAllText(Path.Combine(undisturbed, Answers)), File.ReadAllText(Path.Combine(run, Answers)));
    }

    [SkippableFact]
    public async Task CtrlC_EndsTheWhole_AndAFoldThatEndedEarlyIsNoResult()
    {
        Skip.If(OperatingSystem.IsWindows(), "signals are sent otherwise there");
        var images = _workspace.Images(perClass: 30, size: 16);
        string[] way = ["--unfreeze", "last-stage", "--epochs", "15", "--folds", "2"];
        string[] command = ["train", images, "--run", _workspace.PathOf("runs", "folds"), .. way];
        using var running = _workspace.Trainer(command).Start();
        await running.MessageAsync("^Epoch 2 of 15");
        await running.SignalAsync("INT");
        var ended = (await running.EndAsync()).Expect(130);
        Assert.Contains("the same command with --resume goes on with it", ended.Messages, StringComparison.Ordinal);
        var resumed = await TrainerRun.Of([.. command, "--resume"]);
        Assert.True(resumed.ExitCode == 0, resumed.Messages);
        var fold = Workspace.Json(_workspace.PathOf("runs", "folds", "fold-1", "result.json")).GetProperty("training");
        Assert.Equal((false, 15), (fold.GetProperty("cancelled").GetBoolean(), fold.GetProperty("epochs").GetArrayLength()));
    }

    [Theory]
    [InlineData("DIR --folds 1 --run R", "--folds is 1; it must be at least 2.")]
    [InlineData("DIR --folds 5 -o OUT/model.onnx", "--folds needs a folder for its trainings: name it with --run.")]
    [InlineData("--folds 5 --run R --dataset mnist --network lenet5 --from-scratch", "--folds divides images in folders; --dataset")]
    [InlineData("DIR --folds 5 --run R --report r --unfreeze all --checkpoint c --log l.csv", "--report, --checkpoint, --log: every fold")]
    public async Task Folds_ThatCannotBe_AreRefused(string arguments, string message)
    {
        var run = await TrainerRun.Of(["train", .. arguments.Split(' ')]);
        Assert.Equal((2, ""), (run.ExitCode, run.Results));
        Assert.Contains(message, run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MoreFoldsThanImages_AreRefused_BeforeAnythingIsKept()
    {
        var images = _workspace.Images(perClass: 5); // 4 to train on
        var run = await TrainerRun.Of("train", images, "--folds", "5", "--run", _workspace.PathOf("run"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("discs: the class's training images reach 4 of 5 folds", run.Messages, StringComparison.Ordinal);
        Assert.False(File.Exists(_workspace.PathOf("run", "options.json")));
    }

    private static List<Dictionary<string, string>> Predictions(string run, string part) =>
        CsvTable.Read(Path.Combine(run, part, "predictions.csv"));
}
