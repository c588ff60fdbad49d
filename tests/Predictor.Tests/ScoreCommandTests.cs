using System.Globalization;
using System.Text.Json;
using MLPipeline.Imaging;

namespace MLPipeline.Predictor.Tests;

public sealed class ScoreCommandTests : IDisposable
{
    private static readonly Rgb Reddish = new(200, 100, 50);

    private readonly TemporaryFolder _folder = new();
    private readonly string _model;
    private readonly string _images;

    public ScoreCommandTests()
    {
        _model = _folder.Write("colours.onnx", new ColourClassifier { Labels = ["red, \"warm\"", "grün", "青"] }.ToBytes());
        _images = Path.Combine(_folder.Path, "images");
    }

    [Fact]
    public async Task Score_EveryCandidate_IsARowOrABadImage()
    {
        var png = ColourClassifier.Png(Reddish);
        string[] good = ["B.PNG", "a b.png", "comma, \"quote\".png", "deep/x.jpg/noextension", "画像/é.png"];
        List<string> names = [.. good];
        if (!OperatingSystem.IsWindows())
        {
            names.Add("line\nbreak.png");
        }

        names.ForEach(name => _folder.Write("images/" + name, png));
        _folder.Write("images/empty.png", []);
        _folder.Write("images/cut.png", png[..(png.Length / 2)]);
        _folder.Write("images/text.jpg", "text");
        _folder.Write("images/notes.txt", "no image");
        _folder.Write("images/.hidden.png", png);
        File.CreateSymbolicLink(Path.Combine(_images, "dead.png"), Path.Combine(_images, "nowhere"));
        Directory.CreateSymbolicLink(Path.Combine(_images, "deep", "round"), _images);

        var output = Path.Combine(_folder.Path, "new", "scores.csv");
        var run = await PredictorRun.Of("score", _model, _images, "-o", output, "--top", "2", "--scores", "--batch-size", "2", "--threads", "3");

        Assert.Equal((3, ""), (run.ExitCode, run.Results));
        Assert.EndsWith($"Warning: 4 could not be read; '{Path.ChangeExtension(output, ".errors.csv")}' says why.\n", run.Messages, StringComparison.Ordinal);
        var rows = Rows(output);
        Assert.Equal(names.Order(StringComparer.Ordinal), rows.Select(row => row["path"]));
        Assert.Equal(["path", "label", "score", "label2", "score2", "score:red, \"warm\"", "score:grün", "score:青"], rows[0].Keys);
        var expected = ColourClassifier.ScoresOf(Reddish);
        Assert.All(rows, row =>
        {
            Assert.Equal(("red, \"warm\"", "grün"), (row["label"], row["label2"]));
            Assert.Equal(expected[0], float.Parse(row["score"], CultureInfo.InvariantCulture), 1e-5f);
            Assert.Equal((row["score"], row["score2"]), (row["score:red, \"warm\""], row["score:grün"]));
        });

        var bad = Rows(Path.ChangeExtension(output, ".errors.csv")).ToDictionary(row => row["path"], row => row["fault"]);
        Assert.Equal(["cut.png", "dead.png", "empty.png", "text.jpg"], bad.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("Truncated", "NotFound", "Empty", "NotAnImage"), (bad["cut.png"], bad["dead.png"], bad["empty.png"], bad["text.jpg"]));
        Assert.Equal(2, Directory.GetFileSystemEntries(Path.GetDirectoryName(output)!).Length);
    }

    [Fact]
    public async Task Score_ThreadsAndBatches_DoNotChangeAByte()
    {
        for (var i = 0; i < 23; i++)
        {
            _folder.Write($"images/{i}.png", ColourClassifier.Png(new Rgb((byte)(i * 11), 90, (byte)(255 - (i * 9)))));
        }

        var one = Path.Combine(_folder.Path, "one.csv");
        var many = Path.Combine(_folder.Path, "many.csv");
        Assert.Equal(0, (await PredictorRun.Of("score", _model, _images, "-o", one, "--threads", "1", "--batch-size", "1")).ExitCode);
        Assert.Equal(0, (await PredictorRun.Of("score", _model, _images, "-o", many, "--threads", "8", "--batch-size", "5")).ExitCode);
        Assert.Equal(File.ReadAllText(one), File.ReadAllText(many));
    }

    [Fact]
    public async Task Score_AsJsonLines_HoldsTheSame()
    {
        _folder.Write("images/a.png", ColourClassifier.Png(Reddish));
        var output = Path.Combine(_folder.Path, "scores.jsonl");
        Assert.Equal(0, (await PredictorRun.Of("score", _model, _images, "-o", output, "--format", "jsonl", "--top", "9", "--scores", "-q")).ExitCode);

        using var row = JsonDocument.Parse(Assert.Single(File.ReadAllLines(output)));
        Assert.Equal(("a.png", "red, \"warm\""), (row.RootElement.GetProperty("path").GetString(), row.RootElement.GetProperty("label").GetString()));
        Assert.Equal(3, row.RootElement.GetProperty("top").GetArrayLength());
        Assert.Equal(ColourClassifier.ScoresOf(Reddish)[2], row.RootElement.GetProperty("scores").GetProperty("青").GetSingle(), 1e-5f);
    }

    [Fact]
    public async Task Score_WrongUsage_NamesEveryFaultAndWritesNothing()
    {
        var run = await PredictorRun.Of("score", _model, _images, "-o", _model, "--top", "0", "--threads", "-1", "--batch-size", "0");
        Assert.Equal(2, run.ExitCode);
        foreach (var fault in (string[])["There is no folder", "--top is 0", "--threads is -1", "--batch-size is 0", "would destroy it"])
        {
            Assert.Contains(fault, run.Messages, StringComparison.Ordinal);
        }

        Assert.Equal([_model], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Score_FolderWithoutImages_SaysSo()
    {
        _folder.Write("images/notes.txt", "no image");
        var run = await PredictorRun.Of("score", _model, _images, "-o", Path.Combine(_folder.Path, "scores.csv"));
        Assert.Equal((1, $"Error: There are no images in '{_images}'.\n"), (run.ExitCode, run.Messages));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Reads a table letter by letter, as RFC 4180 has it.</summary>
    private static List<Dictionary<string, string>> Rows(string file)
    {
        var lines = new List<List<string>> { new() { "" } };
        var quoted = false;
        var text = File.ReadAllText(file);
        for (var i = 0; i < text.Length; i++)
        {
            var line = lines[^1];
            if (text[i] == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                line[^1] += text[i++];
            }
            else if (text[i] == '"')
            {
                quoted = !quoted;
            }
            else if (text[i] == ',' && !quoted)
            {
                line.Add("");
            }
            else if (text[i] == '\n' && !quoted)
            {
                lines.Add([""]);
            }
            else
            {
                line[^1] += text[i];
            }
        }

        Assert.Equal([""], lines[^1]); // the last line is complete
        return [.. lines[1..^1].Select(line => lines[0].Zip(line).ToDictionary(field => field.First, field => field.Second))];
    }
}
