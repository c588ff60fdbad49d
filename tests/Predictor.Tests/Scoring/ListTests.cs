using System.Globalization;
using MLPipeline.Imaging;

namespace MLPipeline.Predictor.Tests.Scoring;

public sealed class ListTests : IDisposable
{
    private readonly ScoredImages _images = new();
    private readonly string _output;

    public ListTests() => _output = _images.PathOf("scores.csv");

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task List_FromStdinOrAFile_GivesARowForEveryEntry_AlsoForThoseThatRepeat(bool isFile, bool endsInNul)
    {
        var red = _images.Add("red.png", new Rgb(255, 0, 0));
        var blue = _images.Add(endsInNul ? "line\nbreak.png" : "blué.png", new Rgb(0, 0, 255));
        var text = string.Join(endsInNul ? "\0" : "\r\n", [blue, red, "", "nowhere.png", _images.Folder, blue]);
        string[] list = isFile ? [_images.Write("list.txt", text)] : ["-"];
        string[] more = endsInNul ? ["-0"] : [];
        var run = await PredictorRun.WithInput(text, ["score", _images.Model, .. list, "-o", _output, .. more]);

        Assert.Equal(3, run.ExitCode);
        var quoted = endsInNul ? $"\"{blue}\"" : blue;
        var score = ScoredImages.Read(_output).Table.TrimEnd().Split(',')[^1];
        Assert.Equal(ColourClassifier.ScoresOf(new Rgb(255, 0, 0))[0], float.Parse(score, CultureInfo.InvariantCulture), 1e-6f);
        Assert.Equal($"path,label,score\n{quoted},blue,{score}\n{red},red,{score}\n{quoted},blue,{score}\n",
            ScoredImages.Read(_output).Table);
        Assert.Equal(
            ["path,fault", "nowhere.png,NotFound", _images.Folder + ",NotAFile"],
            ScoredImages.Read(_output).Errors.TrimEnd().Split('\n').Select(line => string.Join(',', line.Split(',')[..2])));
    }

    [Fact]
    public async Task Shards_OfAListOnStdin_AreThoseOfTheList()
    {
        var paths = Enumerable.Range(0, 9).Select(i => _images.Add($"{i}.png", ScoredImages.Colour(i))).ToArray();
        var text = string.Join('\n', paths);
        await PredictorRun.WithInput(text, "score", _images.Model, "-", "-o", _output);
        var parts = "";
        for (var number = 1; number <= 2; number++)
        {
            var part = _images.PathOf($"{number}.csv");
            var run = await PredictorRun.WithInput(text, "score", _images.Model, "-", "-o", part, "--shard", $"{number}/2");
            Assert.Equal(0, run.ExitCode);
            parts += ScoredImages.Read(part).Table;
        }

        Assert.Equal(ScoredImages.Read(_output).Table, parts);
    }

    [Fact]
    public async Task Stdin_IsReadWhileItIsWritten()
    {
        var first = _images.Add("first.png", new Rgb(255, 0, 0));
        var call = ProgramCall.OfProject(
            "Predictor", "score", _images.Model, "-", "-o", _output, "--resume", "--threads", "1", "--batch-size", "1");
        using var running = call.Start(closesInput: false);
        for (var i = 0; i < 600 && !(File.Exists(_output + ".part") && new FileInfo(_output + ".part").Length > 40); i++)
        {
            await running.WriteAsync(first + "\n"); // there is no end yet, and rows come all the same
            await Task.Delay(100);
        }

        Assert.InRange(new FileInfo(_output + ".part").Length, 41, long.MaxValue);
        await running.SignalAsync("INT"); // also while it waits for the next path
        var run = (await running.EndAsync()).Expect(130);
        Assert.Contains("with --resume the same command goes on", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongPlaces_AreNamed()
    {
        var image = _images.Add("red.png", new Rgb(255, 0, 0));
        Assert.Contains("is an image; a folder or a list is needed", (await Score(image)).Messages, StringComparison.Ordinal);
        Assert.Contains("There is no folder or list 'nowhere'", (await Score("nowhere")).Messages, StringComparison.Ordinal);
        Assert.Contains("-0 is about lists", (await Score(_images.Folder, "-0")).Messages, StringComparison.Ordinal);
        Assert.Contains("There are no paths in", (await Score(_images.Write("empty.txt", "\n\n"))).Messages, StringComparison.Ordinal);
        Assert.False(File.Exists(_output));
        Assert.Equal(0, (await Score(_images.Write("list.txt", "BMW.png"))).ExitCode % 3); // the first bytes of a bitmap, and of a name

        Task<PredictorRun> Score(params string[] words) => PredictorRun.Of(["score", _images.Model, .. words, "-o", _output]);
    }

    public void Dispose() => _images.Dispose();
}
