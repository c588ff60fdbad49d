using System.Text.Json.Nodes;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Predictor.Scoring;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Tests.Scoring;

public sealed class ResumeTests : IDisposable
{
    private readonly ScoredImages _images = new(count: 25);
    private readonly string _output;

    public ResumeTests() => _output = _images.PathOf("scores.csv");

    private string Record => _output + ".record.json";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Resumed_AnywhereInTheList_TheFilesAreThoseOfAnUndisturbedRun(bool isJsonLines)
    {
        _images.AddBad("0/000bad.png");
        _images.AddBad("1/bad.png");
        var (undisturbed, disturbed) = (Places("undisturbed"), Places("disturbed"));
        using var engine = new PredictionEngine(
            _images.Model, new PredictionEngineOptions { Batches = new BatchRunOptions { BatchSize = 4 }, ThreadsPerRun = 1 });
        var images = ImageList.OfFolder(ImageFolder.Read(_images.Folder, CancellationToken.None)).Part(Shard.Whole, 4);
        var options = new ScoreOptions(new ScoreColumns(engine.Labels, 2, true), isJsonLines, new ReviewOptions(6, ReviewMeasure.Margin));
        await Job(undisturbed, options, resumes: false).RunAsync(Silent(), engine, images, CancellationToken.None);
        for (var done = 0; done <= 24; done += 4)
        {
            var job = Job(disturbed, options, resumes: done > 0);
            using (var files = ContinuedFiles.Open(disturbed, job.Identity!(images.Content), resumes: false, TimeProvider.System))
            {
                var run = new ScoreRun(Silent(), engine, 4, options)
                    .WriteAsync(images, disturbed, new EndsAfter(files, done), CancellationToken.None);
                await Assert.ThrowsAsync<InterruptedException>(() => run);
            }

            foreach (var part in Directory.GetFiles(_images.Path, "disturbed*.part"))
            {
                File.AppendAllText(part, "half a row, \""); // written after the last record
            }

            var messages = new StringWriter();
            await (job with { Resumes = true })
                .RunAsync(ProgramConsole.OfWriters(messages, messages), engine, images, CancellationToken.None);
            foreach (var (expected, actual) in ((string, string)[])[
                (undisturbed.Table, disturbed.Table), (undisturbed.Errors, disturbed.Errors), (undisturbed.Review!, disturbed.Review!)])
            {
                Assert.Equal(File.ReadAllText(expected), File.ReadAllText(actual));
            }

            var summary = done > 0 ? $"Scoring: 27 images, {done} of them before, in" : "Scoring: 27 images in";
            Assert.Contains(summary, messages.ToString(), StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFiles(_images.Path, "*.part"));
    }

    [Fact]
    public async Task Finished_IsNotDoneAgain_AndAHalfFinishedEndIsFinished()
    {
        Assert.Equal(0, (await _images.ScoreAsync(_output, "--resume")).ExitCode);
        var table = ScoredImages.Read(_output);
        var again = await _images.ScoreAsync(_output, "--resume");
        Assert.Equal(0, again.ExitCode);
        Assert.Contains($"'{_output}' was finished before.", again.Messages, StringComparison.Ordinal);

        // Killed between the record and the second of the renamings:
        File.Move(_output, _output + ".part");
        Assert.Equal(0, (await _images.ScoreAsync(_output, "--resume")).ExitCode);
        Assert.Equal(table, ScoredImages.Read(_output));

        File.AppendAllText(_output, "changed");
        var changed = await _images.ScoreAsync(_output, "--resume");
        Assert.Equal(1, changed.ExitCode);
        Assert.Contains("is gone or was changed since. Leave out --resume to begin anew.", changed.Messages, StringComparison.Ordinal);
        Assert.Equal(0, (await _images.ScoreAsync(_output)).ExitCode);
        Assert.Equal(table, ScoredImages.Read(_output));
        Assert.False(File.Exists(Record)); // it would say of this table what it knew of another one
    }

    [Fact]
    public async Task OtherModelOptionsOrList_AreRefused_EachByName_AndNothingIsTouched()
    {
        await _images.ScoreAsync(_output, "--top", "2", "--batch-size", "4", "--resume");
        Rewind(8);
        var before = Directory.GetFiles(_images.Path, "scores*").ToDictionary(file => file, File.ReadAllText);
        _images.Add("another.png", new Rgb(1, 2, 3));
        File.WriteAllBytes(_images.Model, new ColourClassifier { Labels = ["a", "b", "c"] }.ToBytes());
        var run = await _images.ScoreAsync(
            _output, "--top", "3", "--scores", "--threshold", "0.5", "--batch-size", "2", "--shard", "1/2", "--resume");
        Assert.Equal(2, run.ExitCode);
        foreach (var difference in (string[])[
            "the model (SHA-256", "--top (2 then, 3 now)", "--scores (not given then, given now)", "--threshold (not given then, 0.5 now)",
            "--batch-size (4 then, 2 now)", "--shard (whole then, 1/2 now)", "the list of images (25 then, 26 now)",
            "leave out --resume to begin anew"])
        {
            Assert.Contains(difference, run.Messages, StringComparison.Ordinal);
        }

        Assert.Equal(before, Directory.GetFiles(_images.Path, "scores*").ToDictionary(file => file, File.ReadAllText));
    }

    [Fact]
    public async Task ListOnStdin_IsCheckedAsFarAsItWasScored()
    {
        var paths = Enumerable.Range(0, 10).Select(i => _images.Add($"list/{i}.png", ScoredImages.Colour(i))).ToArray();
        await PredictorRun.WithInput(string.Join('\n', paths), "score", _images.Model, "-", "-o", _output, "--resume");
        var table = ScoredImages.Read(_output).Table;
        Rewind(6);
        var run = await PredictorRun.WithInput(string.Join('\n', paths.Reverse()), "score", _images.Model, "-", "-o", _output, "--resume");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("the list of images does not begin with the 6 that were scored already", run.Messages, StringComparison.Ordinal);
        run = await PredictorRun.WithInput(string.Join('\n', paths), "score", _images.Model, "-", "-o", _output, "--resume");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(table, ScoredImages.Read(_output).Table);
    }

    [Fact]
    public async Task TwoProcessesAtOnce_TheSecondOneIsRefused()
    {
        using var first = new FileStream(_output + ".part", FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        var run = await _images.ScoreAsync(_output, "--resume");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("another process", run.Messages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no record", "is no record of a table")]
    [InlineData(
        """
        {"format":99,"identity":{"model":"","options":{},"shard":"","labels":""},"counts":{},"tableBytes":0,"errorsBytes":0,"errors":""}
        """,
        "another version")]
    public async Task DamagedRecord_IsAnError(string text, string message)
    {
        File.WriteAllText(Record, text);
        var run = await _images.ScoreAsync(_output, "--resume");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Messages, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Devices_AreNotReplaced()
    {
        Skip.If(OperatingSystem.IsWindows(), "has no such paths");
        var run = await _images.ScoreAsync("/dev/null", "--errors", "/dev/zero", "--review", "/dev/full", "--resume");
        Assert.Equal(2, run.ExitCode);
        Assert.All(
            ["--out '/dev/null' is a device", "--errors '/dev/zero' is a device", "--review '/dev/full' is a device"],
            fault => Assert.Contains(fault, run.Messages, StringComparison.Ordinal));
        Assert.Equal(0, (await _images.ScoreAsync("/dev/null", "--errors", _images.PathOf("errors.csv"))).ExitCode);
    }

    public void Dispose() => _images.Dispose();

    private static ProgramConsole Silent() => ProgramConsole.OfWriters(TextWriter.Null, TextWriter.Null);

    private static ScoreJob Job(ScorePlaces places, ScoreOptions options, bool resumes) => new()
    {
        Places = places,
        Options = options,
        Identity = content => new ScoreIdentity(new string('0', 64), new Dictionary<string, string>(), "whole", content) { Labels = "" },
        Resumes = resumes,
        BatchSize = 4,
    };

    private ScorePlaces Places(string name) =>
        new(_images.PathOf(name + ".table"), _images.PathOf(name + ".errors.csv"), _images.PathOf(name + ".review.csv"));

    /// <summary>Takes a finished table back to where that many images were done.</summary>
    private void Rewind(int done)
    {
        var lines = File.ReadAllLines(_output)[..(done + 1)];
        File.WriteAllText(_output + ".part", string.Concat(lines.Select(line => line + "\n")));
        File.Move(Path.ChangeExtension(_output, ".errors.csv"), Path.ChangeExtension(_output, ".errors.csv.part"));
        File.Delete(_output);
        Rewrite(record =>
        {
            record["complete"] = false;
            record["tableBytes"] = new FileInfo(_output + ".part").Length;
            record["counts"] = new JsonObject
            {
                ["done"] = done,
                ["rows"] = done,
                ["unreadable"] = 0,
                ["pathsSha256"] = ListContent.Of(lines[1..].Select(line => line.Split(',')[0])).Sha256,
            };
        });
    }

    private void Rewrite(Action<JsonNode> change)
    {
        var record = JsonNode.Parse(File.ReadAllText(Record))!;
        change(record);
        File.WriteAllText(Record, record.ToJsonString());
    }

    /// <summary>Saves after every batch, and comes to a sudden end once as many images were saved.</summary>
    private sealed class EndsAfter(ContinuedFiles files, int done) : IScoreTarget
    {
        public ScoreCounts Before => files.Before;

        public Stream Table => files.Table;

        public Stream Errors => files.Errors;

        public Stream? ReviewLog => files.ReviewLog;

        public bool WantsToBeSaved => true;

        public void Save(ScoreCounts counts)
        {
            files.Save(counts);
            if (counts.Done == done)
            {
                throw new InterruptedException();
            }
        }

        public void Complete(ScoreCounts counts) => throw new InvalidOperationException("It has come to its end.");

        public void Dispose()
        {
        }
    }

    private sealed class InterruptedException : Exception;
}
