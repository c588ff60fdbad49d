using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Tests.Scoring;

public sealed class ShardTests : IDisposable
{
    private readonly ScoredImages _images = new(count: 23);

    [Theory]
    [InlineData("csv", 1)]
    [InlineData("csv", 4)]
    [InlineData("csv", 40)] // more parts than batches: most are empty
    [InlineData("jsonl", 3)]
    public async Task Shards_OneAfterTheOther_AreTheWholeTable(string format, int count)
    {
        _images.AddBad("1/000bad.png");
        _images.AddBad("2/999bad.png");
        var whole = _images.PathOf("whole.csv");
        string[] options = ["--format", format, "--top", "2", "--threshold", "0.9", "--batch-size", "3"];
        Assert.Equal(3, (await _images.ScoreAsync(whole, options)).ExitCode);

        var parts = Enumerable.Range(1, count).Select(number => _images.PathOf($"part-{number}.csv")).ToArray();
        foreach (var (number, part) in parts.Index().Reverse())
        {
            Assert.InRange((await _images.ScoreAsync(part, [.. options, "--shard", $"{number + 1}/{count}"])).ExitCode, 0, 3);
        }

        var files = parts.Select(ScoredImages.Read).ToArray();
        Assert.Equal(
            ScoredImages.Read(whole), (string.Concat(files.Select(part => part.Table)), string.Concat(files.Select(part => part.Errors))));

        var merged = _images.PathOf("merged", "scores.csv");
        var run = await PredictorRun.Of(["merge", .. parts.Reverse(), "-o", merged]);
        Assert.Equal((3, ""), (run.ExitCode, run.Results));
        Assert.Equal(ScoredImages.Read(whole), ScoredImages.Read(merged));
    }

    [Fact]
    public async Task Merge_WhatDoesNotBelongTogether_IsNamedAltogether()
    {
        var parts = Enumerable.Range(1, 4).Select(number => _images.PathOf($"part-{number}.csv")).ToArray();
        foreach (var number in (int[])[1, 2, 4])
        {
            var top = number == 4 ? "2" : "1";
            Assert.Equal(0, (await _images.ScoreAsync(parts[number - 1], "--shard", $"{number}/4", "--top", top)).ExitCode);
        }

        File.AppendAllText(parts[1], "more");
        var plain = _images.PathOf("plain.csv");
        await _images.ScoreAsync(plain);
        var run = await PredictorRun.Of("merge", parts[0], parts[1], parts[3], parts[0], plain, "-o", _images.PathOf("merged.csv"));
        Assert.Equal(2, run.ExitCode);
        foreach (var fault in (string[])[
            $"'{parts[1]}' is gone or was changed", $"'{parts[3]}' is no part of the same table", "--top (1 there, 2 here)",
            "The part 3/4 is missing", "The part 1/4 is there 2 times", $"'{plain}': there is no '{plain}.record.json'"])
        {
            Assert.Contains(fault, run.Messages, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(_images.PathOf("merged.csv")));
    }

    [Fact]
    public async Task Merge_UnfinishedPart_IsRefused()
    {
        var part = _images.PathOf("part.csv");
        await _images.ScoreAsync(part, "--shard", "1/1");
        var record = part + ".record.json";
        File.WriteAllText(record, File.ReadAllText(record).Replace("\"complete\": true", "\"complete\": false", StringComparison.Ordinal));
        var run = await PredictorRun.Of("merge", part, "-o", _images.PathOf("merged.csv"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("is not finished: 23 images are done", run.Messages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(23, 4, 2)]
    [InlineData(10, 3, 4)]
    [InlineData(1, 5, 2)]
    [InlineData(1_000_000, 7, 32)]
    public void Parts_CoverEveryImageOnce_AndBeginWithABatch(long total, int count, int unit)
    {
        long next = 0;
        for (var number = 1; number <= count; number++)
        {
            var (first, length) = new Shard(number, count).Of(total, unit);
            Assert.Equal(next, first);
            Assert.True(first % unit == 0 || length == 0);
            Assert.InRange(length, 0, (total / count) + (2 * unit));
            next += length;
        }

        Assert.Equal(total, next);
    }

    [Theory]
    [InlineData("SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=8 SLURM_ARRAY_TASK_COUNT=8 SLURM_ARRAY_TASK_STEP=1",
        "3/8")]
    [InlineData("SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=9", "1/10")]
    [InlineData("SLURM_ARRAY_TASK_ID=10 SLURM_ARRAY_TASK_MIN=4 SLURM_ARRAY_TASK_MAX=12 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_STEP=3",
        "3/3")]
    [InlineData("SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_MIN=2 SLURM_ARRAY_TASK_MAX=7 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_STEP=1",
        null)] // 2,5,7
    [InlineData("SLURM_ARRAY_TASK_ID=5", null)]
    [InlineData("JOB_COMPLETION_INDEX=0 JOB_COMPLETIONS=5", "1/5")]
    [InlineData("JOB_COMPLETION_INDEX=4 JOB_COMPLETIONS=5", "5/5")]
    [InlineData("JOB_COMPLETION_INDEX=5 JOB_COMPLETIONS=5", null)]
    [InlineData("JOB_COMPLETION_INDEX=0", null)]
    [InlineData("JOB_COMPLETION_INDEX=0 JOB_COMPLETIONS=5 SLURM_ARRAY_TASK_ID=1", null)]
    [InlineData("HOME=/root", null)]
    public void Auto_IsWhatTheSchedulerSays(string environment, string? expected)
    {
        var variables = environment.Split(' ').Select(entry => entry.Split('=')).ToDictionary(entry => entry[0], entry => entry[1]);
        var faults = new List<string>();
        var shard = Shard.Parse("auto", variables.GetValueOrDefault, faults);
        Assert.Equal((expected ?? "1/1", expected is null ? 1 : 0), (shard.ToString(), faults.Count));
    }

    [Theory]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("2")]
    [InlineData("1/2/3")]
    [InlineData("a/b")]
    public async Task Shard_WrittenWrongly_IsWrongUsage(string text)
    {
        var run = await _images.ScoreAsync(_images.PathOf("part.csv"), "--shard", text);
        Assert.Equal(2, run.ExitCode);
        var message = $"--shard is '{text}'; it must be a part and the number of parts, from 1/5 to 5/5, or auto.";
        Assert.Contains(message, run.Messages, StringComparison.Ordinal);
    }

    public void Dispose() => _images.Dispose();
}
