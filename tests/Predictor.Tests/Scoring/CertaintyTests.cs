using System.Globalization;
using MLPipeline.Imaging;

namespace MLPipeline.Predictor.Tests.Scoring;

public sealed class CertaintyTests : IDisposable
{
    // Means m of each colour, logits m / 25.5. Equal means: probability 1/2 each (the third colour is 0 and weighs e^-10 of them).
    private static readonly Rgb Tie = new(255, 255, 0);
    private static readonly Rgb Sure = new(0, 0, 255);
    private static readonly Rgb Grey = new(90, 90, 90);
    private static readonly Rgb Leaning = new(255, 230, 0);

    private readonly ScoredImages _images = new();
    private readonly string _output;
    private readonly string _review;

    public CertaintyTests()
    {
        (_output, _review) = (_images.PathOf("scores.csv"), _images.PathOf("review.csv"));
        _images.Add("a.png", Sure);
        _images.Add("b.png", Tie);
        _images.Add("c.png", Leaning);
        _images.Add("d.png", Grey);
        _images.Add("e.png", Tie);
        _images.AddBad("f.png");
    }

    [Fact]
    public async Task Threshold_NamesWhatIsBelowItUnknown_AndKeepsTheClassInAColumn()
    {
        await _images.ScoreAsync(_output, "--threshold", "0.7", "--unknown", "neither, nor");
        var rows = File.ReadAllLines(_output);
        Assert.Equal("path,label,score,best", rows[0]);
        Assert.Equal(["a.png,blue", "b.png,\"neither, nor\"", "c.png,red", "d.png,\"neither, nor\"", "e.png,\"neither, nor\""],
            rows[1..].Select(row => row[..row.IndexOf(",0.", StringComparison.Ordinal)]));
        Assert.Equal(["blue", "red", "red", "red", "red"], rows[1..].Select(row => row[(row.LastIndexOf(',') + 1)..]));

        await _images.ScoreAsync(_output, "--threshold", "0.7", "--format", "jsonl");
        var line = """{"path":"d.png","label":"unknown","score":0.33333334,"best":"red"}""";
        Assert.Contains(line, File.ReadAllText(_output), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("margin", "b.png,d.png,e.png,c.png")] // equal best scores three times, in the order of the list
    [InlineData("entropy", "d.png,b.png,e.png,c.png")] // ln 3, ln 2, ln 2, less
    public async Task Review_ListsTheLeastCertainFirst_AndEqualOnesInOrder(string measure, string expected)
    {
        for (var count = 1; count <= 4; count++)
        {
            await _images.ScoreAsync(_output, "--review", _review, "--review-by", measure, "--review-count", $"{count}");
            var rows = File.ReadAllLines(_review);
            Assert.Equal("path,label,score,label2,score2," + measure, rows[0]);
            Assert.Equal(expected.Split(',')[..count], rows[1..].Select(row => row.Split(',')[0]));
        }

        var grey = File.ReadAllLines(_review).Single(row => row.StartsWith("d.png", StringComparison.Ordinal));
        var value = double.Parse(grey.Split(',')[^1], CultureInfo.InvariantCulture);
        Assert.Equal(measure == "margin" ? 0 : Math.Log(3), value, 1e-6);
    }

    [Fact]
    public async Task Review_OfMergedShards_IsThatOfTheWholeTable()
    {
        using var many = new ScoredImages(count: 40);
        string[] options = ["--review-count", "7", "--review-by", "entropy", "--review"];
        await many.ScoreAsync(many.PathOf("whole.csv"), [.. options, _review]);
        var parts = new List<string>();
        for (var number = 1; number <= 3; number++)
        {
            parts.Add(many.PathOf($"{number}.csv"));
            await many.ScoreAsync(parts[^1], [.. options, many.PathOf($"{number}.review.csv"), "--shard", $"{number}/3"]);
        }

        var merged = many.PathOf("merged.review.csv");
        Assert.Equal(0, (await PredictorRun.Of(["merge", .. parts, "-o", many.PathOf("merged.csv"), "--review", merged])).ExitCode);
        Assert.Equal(File.ReadAllText(_review), File.ReadAllText(merged));
    }

    [Fact]
    public async Task WrongUsage_IsNamedAltogether()
    {
        var run = await _images.ScoreAsync(_output, "--threshold", "1.5", "--review-count", "0", "--unknown", "", "--dry-run",
            "--sort-by", "move");
        Assert.Equal(2, run.ExitCode);
        foreach (var fault in (string[])[
            "--threshold is 1.5; it must be from 0 to 1", "--review-count is 0", "--unknown is empty",
            "--review-count means something only with --review",
            "--dry-run means something only with --sort-into", "--sort-by means something only with --sort-into"])
        {
            Assert.Contains(fault, run.Messages, StringComparison.Ordinal);
        }

        run = await _images.ScoreAsync(_output, "--threshold", "0.5", "--unknown", "red");
        Assert.Contains("--unknown is 'red', which is a class of the model", run.Messages, StringComparison.Ordinal);
        run = await _images.ScoreAsync(_output, "--review", _output);
        Assert.Contains("--out and --review are both", run.Messages, StringComparison.Ordinal);
        Assert.False(File.Exists(_output));
    }

    public void Dispose() => _images.Dispose();
}
