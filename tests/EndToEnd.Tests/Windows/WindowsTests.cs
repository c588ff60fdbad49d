using System.Globalization;
using static MLPipeline.EndToEnd.Tests.Windows.WineMachine;

namespace MLPipeline.EndToEnd.Tests.Windows;

/// <summary>The programs for Windows do what those for Linux do, and leave the same files.</summary>
[Collection(Publishing.Name)]
public sealed class WindowsTests(WineMachine wine) : IClassFixture<WineMachine>, IDisposable
{
    private readonly Workspace _workspace = new();

    [SkippableFact]
    public async Task Training_GivesTheClassesAndScoresOfLinux()
    {
        await wine.RequireAsync();
        var images = _workspace.Images();
        var model = ToWindows(_workspace.PathOf("windows.onnx"));
        await _workspace.TrainAsync(images, "linux.onnx");
        (await EndAsync(wine.Trainer("train", ToWindows(images), "-o", model, "--device", "cpu"))).Expect(0);
        (await EndAsync(wine.Trainer("evaluate", model, ToWindows(images), "--device", "cpu"))).Expect(0);
        foreach (var system in (string[])["linux", "windows"])
        {
            await ScoreOnBothAsync(system, images);
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
        Directory.Move(Path.Combine(images, "bars"), Path.Combine(images, "полосы"));
        File.Copy(Path.Combine(images, "discs", "0001.png"), Path.Combine(images, "discs", "圓 \u00E9\u0301.png"));
        var whole = await File.ReadAllBytesAsync(Path.Combine(images, "discs", "0002.png"));
        await File.WriteAllBytesAsync(Path.Combine(images, "discs", "cut.png"), whole[..(whole.Length / 2)]);
        await File.WriteAllTextAsync(Path.Combine(images, "checks", "text.jpg"), "no image");
        await File.WriteAllBytesAsync(Path.Combine(images, "empty.png"), []);

        (await _workspace.Predictor("score", model, images, "-o", _workspace.PathOf("linux.csv")).RunAsync()).Expect(3);
        var call = wine.Predictor("score", ToWindows(model), @".\images", "-o", @"out\windows.csv", "--device", "cpu");
        var run = (await EndAsync(call with { Folder = _workspace.Folder })).Expect(3);

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

        string At(string name) => ToWindows(Path.Combine(folder, name));
        var call = wine.Predictor("predict", At("модель.onnx"), At("圓.png"), "--json", At("ответ.json"), "--device", "cpu");
        var run = (await EndAsync(call)).Expect(0);
        Assert.Contains(@"\圓.png  discs", run.Results, StringComparison.Ordinal); // stdout is UTF-8, whatever the code page
        var answer = Workspace.Json(Path.Combine(folder, "ответ.json")).GetProperty("predictions")[0];
        Assert.Equal("discs", answer.GetProperty("label").GetString());

        var images = ToWindows(_workspace.Images());
        (await EndAsync(wine.Trainer("train", images, "-o", @"C:\models\новая.onnx", "--device", "cpu"))).Expect(0);
        var inspect = (await EndAsync(wine.Predictor("inspect", @"c:/models/новая.onnx", "--device", "cpu"))).Expect(0);
        Assert.Contains("discs", inspect.Results, StringComparison.Ordinal);
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
            var train = wine.Trainer("train", ToWindows(_workspace.Images()), "-o", ToWindows(model), "--seed", "5", "--device", "cpu");
            run = (await EndAsync(train)).Expect(1);
            await holder.SignalAsync("KILL");
        }

        var message = $"'{ToWindows(model)}' could not be replaced: another program has it open";
        Assert.Contains(message, run.Messages, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(model));
        (await _workspace.Predictor("inspect", Path.ChangeExtension(model, ".new.onnx")).RunAsync()).Expect(0);
        Assert.Empty(Directory.GetFiles(_workspace.Folder, "*.part"));
    }

    [SkippableFact]
    public async Task TableThatAnotherProgramHasOpen_IsNotReplaced_AndTheMessageSaysSo()
    {
        await wine.RequireAsync();
        var (model, table) = (await _workspace.ModelAsync(), _workspace.PathOf("scores.csv"));
        await File.WriteAllTextAsync(table, "open in a spreadsheet");
        using var holder = wine.Hold(table).Start();
        await holder.MessageAsync("^open");
        var images = ToWindows(_workspace.Images(perClass: 2));
        var score = wine.Predictor("score", ToWindows(model), images, "-o", ToWindows(table), "--device", "cpu");
        var run = (await EndAsync(score)).Expect(1);
        await holder.SignalAsync("KILL");

        Assert.Contains($"'{ToWindows(table)}' could not be replaced: another program has it open", run.Messages, StringComparison.Ordinal);
        Assert.Equal("open in a spreadsheet", await File.ReadAllTextAsync(table));
    }

    [SkippableFact]
    public async Task ModelInAPool_IsReplacedWhileItServes_AndABadOneIsNot()
    {
        await wine.RequireAsync();
        var model = await _workspace.ModelAsync();
        var inbox = Directory.CreateDirectory(_workspace.PathOf("inbox", ".")).FullName;
        using var worker = wine.Worker("--model", ToWindows(model), "--inbox", ToWindows(inbox)).Start();
        await SortAsync(inbox, "first.png");

        // Two classes with each other's names, so that an answer says which model gave it.
        var images = _workspace.Images();
        Directory.Move(Path.Combine(images, "discs"), Path.Combine(images, "other"));
        Directory.Move(Path.Combine(images, "bars"), Path.Combine(images, "discs"));
        Directory.Move(Path.Combine(images, "other"), Path.Combine(images, "bars"));
        (await EndAsync(wine.Trainer("train", ToWindows(images), "-o", ToWindows(model), "--device", "cpu"))).Expect(0);
        await Task.Delay(TimeSpan.FromSeconds(6)); // more than settling and polling take
        await SortAsync(inbox, "second.png");
        await File.WriteAllTextAsync(model, "no model");
        await Task.Delay(TimeSpan.FromSeconds(6));
        await SortAsync(inbox, "third.png");

        await worker.SignalAsync("KILL");
        var log = (await worker.EndAsync()).Results;
        Assert.Contains("first.png: discs", log, StringComparison.Ordinal);
        Assert.Contains("was replaced", log, StringComparison.Ordinal);
        Assert.Contains("second.png: bars", log, StringComparison.Ordinal);
        Assert.Contains("could not be replaced; version", log, StringComparison.Ordinal);
        Assert.Contains("third.png: bars", log, StringComparison.Ordinal);
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

    /// <summary>Scores the images with one system's model on both; the tables are <c>MODEL-on-SYSTEM.csv</c>.</summary>
    private async Task ScoreOnBothAsync(string system, string images)
    {
        var (model, table) = (_workspace.PathOf($"{system}.onnx"), _workspace.PathOf($"{system}-on"));
        (await _workspace.Predictor("score", model, images, "-o", $"{table}-linux.csv", "--scores").RunAsync()).Expect(0);
        string[] words = ["score", ToWindows(model), ToWindows(images), "-o", ToWindows($"{table}-windows.csv"), "--scores", "--device", "cpu"];
        (await EndAsync(wine.Predictor(words))).Expect(0);
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
