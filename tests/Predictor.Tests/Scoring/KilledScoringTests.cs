using System.Text.Json;
using MLPipeline.Imaging;

namespace MLPipeline.Predictor.Tests.Scoring;

/// <summary>Scoring that is killed (SIGKILL) again and again, at moments that nobody chose.</summary>
public sealed class KilledScoringTests : IDisposable
{
    private const int Images = 200;

    private readonly ScoredImages _images = new();
    private readonly MemoryFolder _outputs = MemoryFolder.Create();
    private readonly Random _random = new(11);
    private int _killedInTheMiddle;

    public KilledScoringTests()
    {
        for (var i = 0; i < Images; i++)
        {
            // a few milliseconds each
            var png = ImageEncoder.EncodePng(ColourClassifier.Uniform(ScoredImages.Colour(i), width: 500, height: 500));
            File.WriteAllBytes(_images.PathOf("images", $"{i % 7}", $"{i:000}.png"), i % 29 == 0 ? png[..(png.Length / 2)] : png);
        }
    }

    [SkippableFact]
    public Task Killed_AFewTimes_GivesTheUndisturbedBytes() => SurviveAsync(killsOfWhole: 3, killsOfShards: 2);

    [SkippableFact]
    public Task Killed_200Times_GivesTheUndisturbedBytes()
    {
        LongRun.Require();
        return SurviveAsync(killsOfWhole: 120, killsOfShards: 80);
    }

    public void Dispose()
    {
        _outputs.Dispose();
        _images.Dispose();
    }

    private string PathOf(string name) => Path.Combine(_outputs.Path, name);

    private async Task SurviveAsync(int killsOfWhole, int killsOfShards)
    {
        Skip.If(OperatingSystem.IsWindows(), "needs POSIX signals");
        var (undisturbed, review) = (PathOf("undisturbed.csv"), PathOf("undisturbed.review.csv"));
        Assert.Equal(3, (await _images.ScoreAsync(undisturbed, "--review", review)).ExitCode);
        var expected = ScoredImages.Read(undisturbed);
        Assert.Equal(Images, Lines(expected.Table) + Lines(expected.Errors) - 2); // two headings

        var killed = PathOf("killed.csv");
        for (var kills = 0; kills < killsOfWhole;)
        {
            kills += await KillUntilDoneAsync(killed, killsOfWhole - kills, expected.Table, "--review", PathOf("killed.review.csv"));
            Assert.Equal(expected, ScoredImages.Read(killed));
            Assert.Equal(File.ReadAllText(review), File.ReadAllText(PathOf("killed.review.csv")));
            Assert.Equal(4, Remove("killed*")); // table, bad images, review, record: nothing else was left
        }

        for (var kills = 0; kills < killsOfShards;)
        {
            string[] parts = [.. Enumerable.Range(1, 3).Select(number => PathOf($"part-{number}.csv"))];
            foreach (var (index, part) in parts.Index())
            {
                kills += await KillUntilDoneAsync(part, (killsOfShards - kills) / (3 - index), expected.Table, "--shard", $"{index + 1}/3");
            }

            var merged = PathOf("merged.csv");
            Assert.Equal(3, (await PredictorRun.Of(["merge", .. parts, "-o", merged])).ExitCode);
            Assert.Equal(expected, ScoredImages.Read(merged));
            Remove("part-*");
        }

        Assert.InRange(_killedInTheMiddle, (killsOfWhole + killsOfShards) / 4, int.MaxValue); // else the test would show nothing
    }

    /// <summary>Kills the same command until it comes through, but not more often than <paramref name="most"/>.</summary>
    private async Task<int> KillUntilDoneAsync(string output, int most, string table, params string[] more)
    {
        var call = ProgramCall.OfProject(
            "Predictor", ["score", _images.Model, _images.Folder, "-o", output, "--resume", "--threads", "1", .. more]);
        for (var kills = 0; kills < most; kills++)
        {
            using var running = call.Start();
            await SomeTimeAsync(output);
            await running.SignalAsync("KILL");
            var run = await running.EndAsync();
            if (run.ExitCode == 3)
            {
                return kills;
            }

            _killedInTheMiddle += CheckWhatIsLeft(output, table) ? 1 : 0;
            if (File.Exists(output))
            {
                most = kills + 1; // killed while it came to its end: nothing more to be interrupted
            }
        }

        (await call.RunAsync()).Expect(3);
        return most;
    }

    /// <summary>Mostly until some more images are done, sometimes any time at all: while the process starts, or comes to its end.</summary>
    private async Task SomeTimeAsync(string output)
    {
        if (_random.Next(5) == 0)
        {
            await Task.Delay(_random.Next(20, 900));
            return;
        }

        var goal = Done(output) + _random.Next(1, Images / 3);
        for (var wait = 0; wait < 300 && Done(output) is { } done && done < goal && !File.Exists(output); wait++)
        {
            await Task.Delay(10);
        }

        await Task.Delay(_random.Next(0, 20));
    }

    /// <summary>What the record says is there, and is right; nothing stands where finished files stand unless it is complete.</summary>
    /// <returns>Whether something is done and something is not.</returns>
    private static bool CheckWhatIsLeft(string output, string table)
    {
        if (File.Exists(output))
        {
            Assert.Contains(File.ReadAllText(output), table, StringComparison.Ordinal);
            return false;
        }

        if (!File.Exists(output + ".record.json"))
        {
            return false;
        }

        using var record = JsonDocument.Parse(File.ReadAllBytes(output + ".record.json"));
        var saved = File.ReadAllText(output + ".part")[..(int)record.RootElement.GetProperty("tableBytes").GetInt64()]; // ASCII
        Assert.Contains(saved, table, StringComparison.Ordinal);
        return saved.Length > 20;
    }

    private static long Done(string output)
    {
        var record = output + ".record.json";
        if (!File.Exists(record))
        {
            return 0;
        }

        using var json = JsonDocument.Parse(File.ReadAllBytes(record)); // replaced as a whole: it can be read at any moment
        return json.RootElement.GetProperty("counts").GetProperty("done").GetInt64();
    }

    private static int Lines(string text) => text.Count(letter => letter == '\n');

    private int Remove(string pattern)
    {
        var files = Directory.GetFiles(_outputs.Path, pattern);
        Array.ForEach(files, File.Delete);
        return files.Length;
    }
}
