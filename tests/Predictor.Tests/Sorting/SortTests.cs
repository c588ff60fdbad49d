using MLPipeline.Imaging;
using MLPipeline.Predictor.Sorting;

namespace MLPipeline.Predictor.Tests.Sorting;

public sealed class SortTests : IDisposable
{
    private static readonly Rgb Red = new(255, 0, 0);
    private static readonly Rgb Blue = new(0, 0, 255);

    private readonly ScoredImages _images = new();
    private readonly string _output;
    private readonly string _sorted;

    public SortTests()
    {
        (_output, _sorted) = (_images.PathOf("scores.csv"), Path.Combine(_images.Path, "sorted"));
        _images.Add("a/one.png", Red);
        _images.Add("b/one.png", Red);
        _images.Add("c/One.PNG", Red);
        _images.Add("two.png", Blue);
        _images.Add("grey.png", new Rgb(50, 50, 50));
        _images.AddBad("bad.png");
    }

    private static string[] Placed { get; } = ["blue/two.png", "red/One (3).PNG", "red/one (2).png", "red/one.png", "unknown/grey.png"];

    [SkippableTheory]
    [InlineData("copy")]
    [InlineData("move")]
    [InlineData("link")]
    public async Task Sorted_EveryReadableImageHasItsPlace_AndNamesThatMeetGetNumbers(string mode)
    {
        Skip.If(OperatingSystem.IsWindows() && mode == "link", "links need a right there");
        var contents = Files(_images.Folder).ToDictionary(file => file, file => File.ReadAllBytes(Path.Combine(_images.Folder, file)));
        var run = await _images.ScoreAsync(_output, "--threshold", "0.5", "--sort-into", _sorted, "--sort-by", mode);
        Assert.Equal((3, ""), (run.ExitCode, run.Results));
        Assert.Equal(Placed, Files(_sorted));
        Assert.Equal(contents["two.png"], File.ReadAllBytes(Path.Combine(_sorted, "blue", "two.png")));
        Assert.Equal(mode == "move" ? ["bad.png"] : contents.Keys.Order(StringComparer.Ordinal), Files(_images.Folder));
        Assert.Equal(mode == "link", new FileInfo(Path.Combine(_sorted, "red", "one.png")).LinkTarget is not null);
        Assert.Equal(6, File.ReadAllLines(_images.PathOf("scores.sorted.csv")).Length); // a heading, and what went where

        var again = await _images.ScoreAsync(_output, "--threshold", "0.5", "--sort-into", _sorted, "--sort-by", mode, "--resume");
        Assert.Equal(3, again.ExitCode); // the images may be elsewhere by now: the table is there
        Assert.Contains("sorted before", again.Messages, StringComparison.Ordinal);
        Assert.Equal(Placed, Files(_sorted));
        if (mode == "copy")
        {
            // Another folder is another sorting, of the same table.
            var elsewhere = Path.Combine(_images.Path, "elsewhere");
            await _images.ScoreAsync(_output, "--threshold", "0.5", "--sort-into", elsewhere, "--resume");
            Assert.Equal(Placed, Files(elsewhere));
        }
    }

    [Fact]
    public async Task DryRun_SaysWhatWouldHappen_AndTheTableIsThere()
    {
        var before = Files(_images.Folder);
        var run = await _images.ScoreAsync(_output, "--sort-into", _sorted, "--sort-by", "move", "--dry-run");
        Assert.Equal(3, run.ExitCode);
        var lines = run.Results.TrimEnd().Split('\n');
        Assert.Equal("move,to", lines[0]);
        Assert.Contains($"{Path.Combine(_images.Folder, "b", "one.png")},{Path.Combine(_sorted, "red", "one (2).png")}", lines);
        Assert.Equal(6, lines.Length);
        Assert.Equal(before, Files(_images.Folder));
        Assert.False(Directory.Exists(_sorted));
        Assert.True(File.Exists(_output));
    }

    [Fact]
    public async Task WhatIsThereAlready_IsNeverOverwritten()
    {
        Directory.CreateDirectory(Path.Combine(_sorted, "blue"));
        File.WriteAllText(Path.Combine(_sorted, "blue", "two.png"), "mine");
        await _images.ScoreAsync(_output, "--sort-into", _sorted, "--sort-by", "move");
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_sorted, "blue", "two.png")));
        Assert.True(File.Exists(Path.Combine(_sorted, "blue", "two (2).png")));
    }

    [Theory]
    [InlineData("copy")]
    [InlineData("move")]
    public async Task Interrupted_AtAnyStep_GoesOnWithoutLoss(string mode)
    {
        // The states that a file can be in when the process dies: untouched, half copied beside its place, wholly copied there,
        // under both names, done.
        string[] command = ["--sort-into", _sorted, "--sort-by", mode];
        await _images.ScoreAsync(_output, [.. command, "--dry-run"]);
        var plan = (await _images.ScoreAsync(_output, [.. command, "--dry-run", "--resume"])).Results;
        File.WriteAllText(_images.PathOf("scores.sorting.csv"), plan);
        var moves = plan.TrimEnd().Split('\n')[1..].Select(line => (From: line.Split(',')[0], To: line.Split(',')[1])).ToArray();
        var contents = moves.ToDictionary(move => move.To, move => File.ReadAllBytes(move.From));
        foreach (var (_, to) in moves)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        }

        File.WriteAllBytes(moves[0].To + ".part", contents[moves[0].To][..5]);
        File.Copy(moves[1].From, moves[1].To + ".part");
        File.Copy(moves[2].From, moves[2].To);
        if (mode == "move")
        {
            File.Move(moves[2].From, moves[2].To + ".part");
            File.Delete(moves[1].From);
            File.Move(moves[3].From, moves[3].To);
        }

        await _images.ScoreAsync(_output, [.. command, "--dry-run", "--resume"]);
        Assert.True(File.Exists(moves[0].From)); // a dry run finishes nothing
        var refused = await _images.ScoreAsync(_output, command);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("its sorting was interrupted; --resume finishes it", refused.Messages, StringComparison.Ordinal);
        Assert.Equal(3, (await _images.ScoreAsync(_output, [.. command, "--resume"])).ExitCode);
        Assert.Equal(contents.Keys.Order(StringComparer.Ordinal),
            Files(_sorted).Select(file => Path.Combine(_sorted, file)).Order(StringComparer.Ordinal));
        Assert.All(contents, entry => Assert.Equal(entry.Value, File.ReadAllBytes(entry.Key)));
        Assert.All(moves, move => Assert.Equal(mode == "copy", File.Exists(move.From)));
    }

    [Fact]
    public async Task Resumed_WhereAnotherFileHasTakenAPlace_StopsAndSaysSo()
    {
        string[] command = ["--sort-into", _sorted, "--sort-by", "move"];
        await _images.ScoreAsync(_output, [.. command, "--dry-run"]);
        var plan = (await _images.ScoreAsync(_output, [.. command, "--dry-run", "--resume"])).Results;
        File.WriteAllText(_images.PathOf("scores.sorting.csv"), plan);
        Directory.CreateDirectory(Path.Combine(_sorted, "blue"));
        File.WriteAllText(Path.Combine(_sorted, "blue", "two.png"), "mine");
        var run = await _images.ScoreAsync(_output, [.. command, "--resume"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is there since the sorting was planned, and is not overwritten", run.Messages, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_sorted, "blue", "two.png")));
        Assert.True(File.Exists(Path.Combine(_images.Folder, "two.png")));
        File.Delete(Path.Combine(_sorted, "blue", "two.png"));
        Assert.Equal(3, (await _images.ScoreAsync(_output, [.. command, "--resume"])).ExitCode);
        Assert.Equal(["bad.png"], Files(_images.Folder));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public async Task SortCommand_DoesTheSameToAFinishedTable(string format)
    {
        await _images.ScoreAsync(_output, "--threshold", "0.5", "--format", format);
        Assert.Equal(0, (await PredictorRun.Of("sort", _output, "--images", _images.Folder, "--sort-into", _sorted)).ExitCode);
        Assert.Equal(Placed, Files(_sorted));

        var wrong = await PredictorRun.Of("sort", "nowhere.csv", "--images", "nowhere", "--sort-into", _sorted);
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("There is no table 'nowhere.csv'", wrong.Messages, StringComparison.Ordinal);
        Assert.Contains("There is no folder 'nowhere'", wrong.Messages, StringComparison.Ordinal);
        var other = await PredictorRun.Of("sort", Path.ChangeExtension(_output, ".errors.csv"), "--sort-into", _sorted);
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("is no table of scores", other.Messages, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task MovedToAnotherFileSystem_IsCopiedAndRemoved()
    {
        const string memory = "/dev/shm";
        Skip.IfNot(Directory.Exists(memory), "needs another file system");
        var elsewhere = Path.Combine(memory, Path.GetRandomFileName());
        try
        {
            var run = await _images.ScoreAsync(_output, "--threshold", "0.5", "--sort-into", elsewhere, "--sort-by", "move");
            Assert.Equal(3, run.ExitCode);
            Assert.Equal(Placed, Files(elsewhere));
            Assert.Equal(["bad.png"], Files(_images.Folder));
        }
        finally
        {
            Directory.Delete(elsewhere, recursive: true);
        }
    }

    [SkippableFact]
    public async Task MovedLink_LeadsWhereItLedBefore()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a right there");
        var real = Path.Combine(_images.Path, "elsewhere.png");
        File.WriteAllBytes(real, ColourClassifier.Png(Blue));
        File.CreateSymbolicLink(Path.Combine(_images.Folder, "link.png"), Path.Combine("..", "elsewhere.png"));
        await _images.ScoreAsync(_output, "--sort-into", _sorted, "--sort-by", "move");
        Assert.Equal(File.ReadAllBytes(real), File.ReadAllBytes(Path.Combine(_sorted, "blue", "link.png")));
        Assert.False(File.Exists(Path.Combine(_images.Folder, "link.png")));
    }

    [Fact]
    public async Task WrongPlaces_AreRefused()
    {
        var below = await _images.ScoreAsync(_output, "--sort-into", Path.Combine(_images.Folder, "x"));
        Assert.Contains("its images would be scored again the next time", below.Messages, StringComparison.Ordinal);
        var sharded = await _images.ScoreAsync(_output, "--sort-into", _sorted, "--shard", "1/2");
        Assert.Contains("merge the parts and use 'Predictor sort'", sharded.Messages, StringComparison.Ordinal);
        Assert.Equal((2, 2), (below.ExitCode, sharded.ExitCode));
    }

    [Fact]
    public void ClassFolders_AreValidEverywhere_AndDifferent()
    {
        var folders = new ClassFolders(["a/b", "a:b", "a_b", "A_b", "..", ".hidden", "con", "NUL.txt", "end. ", "", "fine", "tab\t",
            "cliché"]);
        string Of(string label) => folders.Of(label);
        Assert.Equal(
            ("A_b", "a_b (2)", "a_b (3)", "a_b (4)", "__", "_.hidden", "_con"),
            (Of("A_b"), Of("a/b"), Of("a:b"), Of("a_b"), Of(".."), Of(".hidden"), Of("con")));
        Assert.Equal(("_NUL.txt", "end__", "_", "fine", "tab_", "cliché"),
            (Of("NUL.txt"), Of("end. "), Of(""), Of("fine"), Of("tab\t"), Of("cliché")));
        Assert.DoesNotContain(folders.Renamed, entry => entry.Label is "fine" or "cliché" or "A_b");
    }

    public void Dispose() => _images.Dispose();

    private static string[] Files(string folder) => [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];
}
