using System.Globalization;

namespace MLPipeline.EndToEnd.Tests.Windows;

/// <summary>The programs for Windows do what those for Linux do, and leave the same files.</summary>
public sealed class WindowsTests(WineMachine wine) : IClassFixture<WineMachine>, IDisposable
{
    private readonly Workspace _workspace = new();

    [SkippableFact]
    public async Task Training_GivesTheClassesAndScoresOfLinux()
    {
        await wine.RequireAsync();
        var images = _workspace.Images();
        await _workspace.TrainAsync(images, "linux.onnx");
        (await wine.Trainer("train", WineMachine.Path(images), "-o", WineMachine.Path(_workspace.PathOf("windows.onnx")), "--device", "cpu").RunAsync()).Expect(0);
        (await wine.Trainer("evaluate", WineMachine.Path(_workspace.PathOf("windows.onnx")), WineMachine.Path(images), "--device", "cpu").RunAsync()).Expect(0);

        foreach (var model in (string[])["linux", "windows"])
        {
            (await _workspace.Predictor("score", _workspace.PathOf($"{model}.onnx"), images, "-o", _workspace.PathOf($"{model}-on-linux.csv"), "--scores").RunAsync()).Expect(0);
            var there = wine.Predictor(
                "score", WineMachine.Path(_workspace.PathOf($"{model}.onnx")), WineMachine.Path(images), "-o", WineMachine.Path(_workspace.PathOf($"{model}-on-windows.csv")), "--scores", "--device", "cpu");
            (await there.RunAsync()).Expect(0);
        }

        var expected = CsvTable.Read(_workspace.PathOf("linux-on-linux.csv"));
        Assert.Equal(36, expected.Count);
        foreach (var file in (string[])["linux-on-windows", "windows-on-linux", "windows-on-windows"])
        {
            RequireSameScores(expected, CsvTable.Read(_workspace.PathOf($"{file}.csv")));
        }
    }

    [SkippableFact]
    public async Task Scoring_WithBadFiles_EndsWith3_AndWritesTheBytesOfLinux()
    {
        await wine.RequireAsync();
        var model = await _workspace.ModelAsync();
        var images = _workspace.Images(perClass: 4);
        File.Move(Path.Combine(images, "bars"), Path.Combine(images, "полосы"));
        File.Copy(Path.Combine(images, "discs", "0001.png"), Path.Combine(images, "discs", "圓 \u00E9\u0301.png"));
        var whole = await File.ReadAllBytesAsync(Path.Combine(images, "discs", "0002.png"));
        await File.WriteAllBytesAsync(Path.Combine(images, "discs", "cut.png"), whole[..(whole.Length / 2)]);
        await File.WriteAllTextAsync(Path.Combine(images, "checks", "text.jpg"), "no image");
        await File.WriteAllBytesAsync(Path.Combine(images, "empty.png"), []);

        (await _workspace.Predictor("score", model, images, "-o", _workspace.PathOf("linux.csv")).RunAsync()).Expect(3);
        var call = wine.Predictor("score", WineMachine.Path(model), @".\images", "-o", @"out\windows.csv", "--device", "cpu") with { Folder = _workspace.Folder };
        var run = (await call.RunAsync()).Expect(3);

        Assert.Contains(@"3 could not be read; 'out\windows.errors.csv' says why.", run.Messages, StringComparison.Ordinal);
        RequireSameText("linux.errors.csv", "out/windows.errors.csv");
        var (expected, actual) = (CsvTable.Read(_workspace.PathOf("linux.csv")), CsvTable.Read(_workspace.PathOf("out", "windows.csv")));
        RequireSameScores(expected, actual);
        Assert.DoesNotContain('\r', await File.ReadAllTextAsync(_workspace.PathOf("out", "windows.csv")));
        Assert.Contains(actual, row => row["path"] == "discs/圓 \u00E9\u0301.png"); // with / on every platform, in UTF-8
    }

    [SkippableFact]
    public async Task Paths_MayBeLong_NonLatin_AndOnAnyDrive()
    {
        await wine.RequireAsync();
        var model = await _workspace.ModelAsync();
        var folder = _workspace.PathOf([.. Enumerable.Repeat(new string('д', 50), 6), "."]); // 300 characters
        File.Copy(model, Path.Combine(folder, "модель.onnx"));
        await File.WriteAllBytesAsync(Path.Combine(folder, "圓.png"), ShapeImages.Png(2, 1));

        var run = (await wine.Predictor(
            "predict", WineMachine.Path(Path.Combine(folder, "модель.onnx")), WineMachine.Path(Path.Combine(folder, "圓.png")),
            "--json", WineMachine.Path(Path.Combine(folder, "ответ.json")), "--device", "cpu").RunAsync()).Expect(0);
        Assert.Contains(@"\圓.png  discs", run.Results, StringComparison.Ordinal); // stdout is UTF-8, whatever the code page
        Assert.Equal("discs", Workspace.Json(Path.Combine(folder, "ответ.json")).GetProperty("predictions")[0].GetProperty("label").GetString());

        (await wine.Trainer("train", WineMachine.Path(_workspace.Images()), "-o", @"C:\models\новая.onnx", "--device", "cpu").RunAsync()).Expect(0);
        Assert.Contains("discs", (await wine.Predictor("inspect", @"c:/models/новая.onnx", "--device", "cpu").RunAsync()).Expect(0).Results, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task ModelThatAnotherProgramHasOpen_IsNotReplaced_AndTheNewOneIsKept()
    {
        await wine.RequireAsync();
        var model = await _workspace.ModelAsync();
        var before = await File.ReadAllBytesAsync(model);
        ProgramRun run;
        using (var holder = wine.Hold(model).Start())
        {
            await holder.MessageAsync("^open");
            run = (await wine.Trainer("train", WineMachine.Path(_workspace.Images()), "-o", WineMachine.Path(model), "--seed", "5", "--device", "cpu").RunAsync()).Expect(1);
            await holder.SignalAsync("KILL");
        }

        Assert.Contains($"'{WineMachine.Path(model)}' could not be replaced: another program has it open", run.Messages, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(model));
        (await _workspace.Predictor("inspect", Path.ChangeExtension(model, ".new.onnx")).RunAsync()).Expect(0);
        Assert.Empty(Directory.GetFiles(_workspace.Folder, "*.tmp"));
    }

    [SkippableFact]
    public async Task ModelInAPool_IsReplacedWhileItServes_AndABadOneIsNot()
    {
        await wine.RequireAsync();
        var model = await _workspace.ModelAsync();
        var inbox = Directory.CreateDirectory(_workspace.PathOf("inbox", ".")).FullName;
        using var worker = wine.Worker("--model", WineMachine.Path(model), "--inbox", WineMachine.Path(inbox)).Start();
        await SortAsync(inbox, "first.png");

        // Other names of the classes, so that an answer says which model gave it.
        var renamed = Directory.CreateDirectory(_workspace.PathOf("renamed", ".")).FullName;
        var images = _workspace.Images();
        foreach (var name in ShapeImages.Classes)
        {
            Directory.Move(Path.Combine(images, name), Path.Combine(renamed, $"new-{name}"));
        }

        (await wine.Trainer("train", WineMachine.Path(renamed), "-o", WineMachine.Path(model), "--device", "cpu").RunAsync()).Expect(0);
        await Task.Delay(TimeSpan.FromSeconds(6)); // more than settling and polling take
        await SortAsync(inbox, "second.png");
        await File.WriteAllTextAsync(model, "no model");
        await Task.Delay(TimeSpan.FromSeconds(6));
        await SortAsync(inbox, "third.png");

        await worker.SignalAsync("KILL");
        var log = (await worker.EndAsync()).Results;
        Assert.Contains("first.png: discs", log, StringComparison.Ordinal);
        Assert.Contains("was replaced", log, StringComparison.Ordinal);
        Assert.Contains("second.png: new-discs", log, StringComparison.Ordinal);
        Assert.Contains("could not be replaced; version", log, StringComparison.Ordinal);
        Assert.Contains("third.png: new-discs", log, StringComparison.Ordinal);
    }

    public void Dispose() => _workspace.Dispose();

    /// <summary>Puts an image into the worker's folder and waits until it is sorted.</summary>
    private async Task SortAsync(string inbox, string name)
    {
        var beside = _workspace.PathOf(name);
        await File.WriteAllBytesAsync(beside, ShapeImages.Png(2, 3));
        File.Move(beside, Path.Combine(inbox, name));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!File.Exists(Path.Combine(inbox, "done", name)))
        {
            await Task.Delay(100, patience.Token);
        }
    }

    private void RequireSameText(string linux, string windows) =>
        Assert.Equal(File.ReadAllBytes(_workspace.PathOf(linux)), File.ReadAllBytes(_workspace.PathOf(windows)));

    private static void RequireSameScores(List<Dictionary<string, string>> expected, List<Dictionary<string, string>> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (wanted, row) in expected.Zip(actual))
        {
            Assert.Equal(wanted.Keys, row.Keys);
            foreach (var (column, value) in wanted)
            {
                if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var score))
                {
                    Assert.Equal(score, double.Parse(row[column], CultureInfo.InvariantCulture), 1e-5);
                }
                else
                {
                    Assert.Equal(value, row[column]);
                }
            }
        }
    }
}
