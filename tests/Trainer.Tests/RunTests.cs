using System.Globalization;

namespace MLPipeline.Trainer.Tests;

/// <summary>Runs in folders of their own: what is kept, listing and comparing them, and what Ctrl-C leaves.</summary>
public sealed class RunTests : IDisposable
{
    private static readonly string[] FromScratch = ["--network", "resnet14", "--from-scratch", "--image-size", "16", "--batch-size", "16"];
    private static readonly string[] Slowly = ["--network", "resnet14", "--from-scratch", "--image-size", "40", "--batch-size", "16"];

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task FromScratch_KeepsEverything_AndIsListed()
    {
        var images = _workspace.Images(perClass: 20, size: 16);
        var (runs, run) = (_workspace.PathOf("runs"), _workspace.PathOf("runs", "first"));
        var (log, tensorBoard, json) = (_workspace.PathOf("epochs.jsonl"), _workspace.PathOf("board"), _workspace.PathOf("runs.json"));
        string[] records = ["--run", run, "--log", log, "--tensorboard", tensorBoard];
        var trained = await TrainerRun.Of(["train", images, .. FromScratch, "--epochs", "3", "--val-fraction", "0.2", .. records]);
        Assert.True(trained.ExitCode == 0, trained.Messages);
        Assert.Equal(
            ["environment.json", "history.csv", "model.onnx", "options.json", "predictions.csv", "report", "result.json", "run.checkpoint"],
            Directory.EnumerateFileSystemEntries(run).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains(Path.Combine(run, "report", "curves.svg"), Directory.EnumerateFiles(Path.Combine(run, "report")));
        Assert.Equal(["1", "2", "3"], CsvTable.Read(Path.Combine(run, "history.csv")).Select(row => row["epoch"]));
        Assert.Equal(File.ReadAllText(Path.Combine(run, "history.csv")), File.ReadAllText(Path.Combine(run, "report", "history.csv")));
        Assert.Equal(3, File.ReadLines(log).Count());
        Assert.Equal(["events.out.tfevents.mlpipeline"], Directory.EnumerateFiles(tensorBoard).Select(Path.GetFileName));

        var result = Workspace.Json(Path.Combine(run, "result.json"));
        var predictions = CsvTable.Read(Path.Combine(run, "predictions.csv"));
        Assert.Equal(result.GetProperty("rows").GetProperty("evaluated").GetInt32(), predictions.Count);
        var right = predictions.Count(row => row["actual"] == row["label"]);
        Assert.Equal((double)right / predictions.Count, result.GetProperty("microAccuracy").GetDouble(), 1e-12);
        Assert.All(predictions, row => Assert.Equal(row["actual"], row["path"].Split('/')[0])); // below the data's folder
        var settings = Workspace.Json(Path.Combine(run, "options.json")).GetProperty("settings");
        string[] names = ["Way", "Network", "ValidationFraction"];
        Assert.Equal(["from scratch", "resnet14", "0.2"], names.Select(name => settings.GetProperty(name).GetString()));
        Assert.NotEmpty(result.GetProperty("training").GetProperty("warnings").EnumerateArray()); // 30 images a network of so many numbers
        Assert.Contains("Warning: Before training: ", trained.Messages, StringComparison.Ordinal);

        var listed = await TrainerRun.Of("runs", runs, "--json", json);
        Assert.Equal((0, ""), (listed.ExitCode, listed.Messages));
        Assert.Matches(@"(?m)^first +resnet14, from scratch +\d", listed.Results);
        var entry = Assert.Single(Workspace.Json(json).GetProperty("runs").EnumerateArray());
        Assert.Equal(result.GetProperty("microAccuracy").GetDouble(), entry.GetProperty("microAccuracy").GetDouble());
        Assert.Equal("finished", entry.GetProperty("state").GetString());
    }

    [Fact]
    public async Task FrozenBackbone_TwoRuns_AreComparedImageByImage()
    {
        var images = _workspace.Images(perClass: 30);
        var (good, bad, json) = (_workspace.PathOf("runs", "good"), _workspace.PathOf("runs", "bad"), _workspace.PathOf("compare.json"));
        foreach (var (run, penalty) in new[] { (good, "0.01"), (bad, "1000") })
        {
            string[] options = ["--l2", penalty, "--epochs", "10", "--cache", _workspace.PathOf("cache"), "--test-fraction", "0.5"];
            var trained = await TrainerRun.Of(["train", images, "--run", run, .. options]);
            Assert.True(trained.ExitCode == 0, trained.Messages);
        }

        var listed = (await TrainerRun.Of("runs", _workspace.PathOf("runs"))).Results;
        Assert.True(listed.IndexOf("good", StringComparison.Ordinal) < listed.IndexOf("bad", StringComparison.Ordinal), listed);

        var compared = await TrainerRun.Of("compare", good, bad, "--json", json);
        Assert.Equal((0, ""), (compared.ExitCode, compared.Messages));
        var report = Workspace.Json(json);
        var setting = Assert.Single(report.GetProperty("settings").EnumerateArray());
        Assert.Equal(["L2", "0.01", "1000"], setting.EnumerateObject().Select(property => property.Value.GetString()));
        var (rightA, rightB) = (Right(good), Right(bad));
        var (onlyA, onlyB) = (rightA.Except(rightB).Count(), rightB.Except(rightA).Count());
        var test = report.GetProperty("mcNemar");
        Assert.Equal(45, test.GetProperty("commonImages").GetInt32()); // half of 30 images of each of 3 classes
        Assert.Equal((onlyA, onlyB), (test.GetProperty("onlyARight").GetInt32(), test.GetProperty("onlyBRight").GetInt32()));
        Assert.Contains($"A alone is right on {onlyA}, B alone on {onlyB}", compared.Results, StringComparison.Ordinal);
        var classes = report.GetProperty("recalls").EnumerateArray().Select(one => one.GetProperty("name").GetString());
        Assert.Equal(["bars", "checks", "discs"], classes.Order());

        static HashSet<string> Right(string run) =>
            [.. CsvTable.Read(Path.Combine(run, "predictions.csv")).Where(row => row["actual"] == row["label"]).Select(row => row["path"])];
    }

    [Fact]
    public async Task Folders_ThatHoldAnotherRun_OrNone_AreRefused()
    {
        var images = _workspace.Images();
        var run = _workspace.PathOf("runs", "first");
        Directory.CreateDirectory(run);
        File.WriteAllText(Path.Combine(run, "result.json"), "{}");
        var again = await TrainerRun.Of("train", images, "--run", run, "--log", "epochs.txt", "--tensorboard", "board");
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("holds a finished run; name another folder.", again.Messages, StringComparison.Ordinal);
        Assert.Contains("--log is 'epochs.txt'; its extension says the format: .csv, .jsonl.", again.Messages, StringComparison.Ordinal);
        Assert.Contains("--log, --tensorboard: with a frozen backbone", again.Messages, StringComparison.Ordinal);

        var unfinished = _workspace.PathOf("runs", "second", "run.checkpoint");
        File.WriteAllText(unfinished, "");
        string[] twice = ["--log", "a.csv", "--log", "./a.csv"];
        again = await TrainerRun.Of(["train", images, "--run", Path.GetDirectoryName(unfinished)!, .. FromScratch, .. twice]);
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("holds a run that was not finished; --resume goes on with it.", again.Messages, StringComparison.Ordinal);
        Assert.Contains("a.csv' more than once", again.Messages, StringComparison.Ordinal);

        var nowhere = await TrainerRun.Of("train", images);
        Assert.Contains("name the file with --output, or a folder for everything with --run", nowhere.Messages, StringComparison.Ordinal);
        var none = await TrainerRun.Of("compare", run, run);
        Assert.Contains("is no run", none.Messages, StringComparison.Ordinal);
        var missing = await TrainerRun.Of("runs", _workspace.PathOf("missing", "x"));
        Assert.Contains("There is no folder", missing.Messages, StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(run, "options.json"), "{\"settings\": {}}");
        File.WriteAllText(Path.Combine(run, "environment.json"), "{\"startedAt\": 3}");
        var damaged = await TrainerRun.Of("runs", _workspace.PathOf("runs"));
        Assert.Equal(1, damaged.ExitCode);
        Assert.Contains("environment.json' was not written by 'train --run', or is damaged", damaged.Messages, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task CtrlC_Once_FinishesTheEpoch_AndTheRun()
    {
        Skip.If(OperatingSystem.IsWindows(), "signals are sent otherwise there");
        var run = _workspace.PathOf("runs", "first");
        var images = _workspace.Images(perClass: 60);
        using var running = _workspace.Trainer(["train", images, "--run", run, .. Slowly, "--epochs", "1000"]).Start();
        await running.MessageAsync("^Epoch 2 of");
        await running.SignalAsync("INT");
        var ended = (await running.EndAsync()).Expect(0);
        Assert.Matches(@"(?s)Training ends after this epoch.*\nEpoch \d+ of 1000", ended.Messages); // it was at work, and is done
        Assert.Contains("Training was cancelled", ended.Messages, StringComparison.Ordinal);
        var result = Workspace.Json(Path.Combine(run, "result.json"));
        var epochs = result.GetProperty("training").GetProperty("epochs").GetArrayLength();
        var rows = CsvTable.Read(Path.Combine(run, "history.csv"));
        Assert.Equal(Enumerable.Range(1, epochs), rows.Select(row => int.Parse(row["epoch"], CultureInfo.InvariantCulture)));
        Assert.True(File.Exists(Path.Combine(run, "model.onnx")));
        Assert.Contains("ended early", (await TrainerRun.Of("runs", _workspace.PathOf("runs"))).Results, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task CtrlC_Twice_StopsAtOnce_AndTheRunGoesOnFromItsCheckpoint()
    {
        Skip.If(OperatingSystem.IsWindows(), "signals are sent otherwise there");
        var run = _workspace.PathOf("runs", "first");
        string[] command = ["train", _workspace.Images(perClass: 150), "--run", run, .. Slowly, "--epochs", "4"];
        using var running = _workspace.Trainer(command).Start();
        await running.MessageAsync("^Epoch 1 of");
        await running.SignalAsync("INT");
        await running.MessageAsync("^Training ends after this epoch");
        await running.SignalAsync("INT");
        (await running.EndAsync()).Expect(130);
        Assert.False(File.Exists(Path.Combine(run, "model.onnx")) || File.Exists(Path.Combine(run, "result.json")));
        Assert.Contains("unfinished", (await TrainerRun.Of("runs", run)).Results, StringComparison.Ordinal);
        var options = await File.ReadAllTextAsync(Path.Combine(run, "options.json"));

        using var resumed = _workspace.Trainer([.. command, "--resume"]).Start();
        await resumed.MessageAsync("^Going on from .*: after 1 epochs");
        (await resumed.EndAsync()).Expect(0);
        Assert.Equal(["1", "2", "3", "4"], CsvTable.Read(Path.Combine(run, "history.csv")).Select(row => row["epoch"]));
        Assert.Equal(options, await File.ReadAllTextAsync(Path.Combine(run, "options.json")));
        Assert.True(File.Exists(Path.Combine(run, "result.json")));
    }
}
