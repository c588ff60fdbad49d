using System.Collections.Concurrent;
using System.Diagnostics;
using MLPipeline.Inference;
using Xunit.Abstractions;

namespace MLPipeline.Serving.Tests;

public sealed class SwapsUnderLoadTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("1")]
    [InlineData("4")]
    public async Task SwapsAndBadFilesUnderLoad_GiveNoWrongAnswer(string batchSize)
    {
        // Each of the two forms takes half of the time. In half an hour: a swap every 10 s, a file that is no model every minute.
        var time = TimeSpan.FromSeconds(LoadSettings.Seconds(20) / 2.0);
        var period = TimeSpan.FromSeconds(Math.Min(10, time.TotalSeconds / 8));
        var fileIsBadEvery = time > TimeSpan.FromMinutes(5) ? 6 : 3;

        // Every second model has a layer that the project's own kernels compute, which come and go with it.
        SmallModel[] models = [.. Enumerable.Range(1, 5).Select(version => new SmallModel(version) { InCodes = version % 2 == 0 })];
        byte[][] images = [.. Enumerable.Range(0, 8).Select(LoadSettings.Picture)];
        var expected = models.ToDictionary(model => model.Hash(), model => ScoresOf(model, images));
        var path = _folder.Write("model.onnx", models[0].ToBytes());
        using var serve = await ServeProcess.StartAsync(ServeProcess.Call(path, "--batch-size", batchSize));
        var versions = new ConcurrentDictionary<string, int>();
        var load = new LoadClient(serve.Client, images, (image, answer) =>
        {
            var version = answer.GetProperty("version").GetString()!;
            versions.AddOrUpdate(version, 1, (_, count) => count + 1);
            var top = answer.GetProperty("images")[0].GetProperty("top").EnumerateArray().ToArray();
            Assert.Equal(models[0].Labels.Count, top.Length);
            foreach (var one in top)
            {
                var index = models[0].Labels.ToList().IndexOf(one.GetProperty("label").GetString()!);
                Assert.Equal(expected[version][image][index], one.GetProperty("score").GetSingle(), 1e-6f);
            }
        })
        {
            Pause = TimeSpan.FromMilliseconds(time > TimeSpan.FromMinutes(1) ? 0 : 5),
        };

        var running = load.RunAsync(callers: 6, time);
        var (began, swaps, bad) = (Stopwatch.GetTimestamp(), 0, 0);
        while (Stopwatch.GetElapsedTime(began) + period < time)
        {
            await Task.WhenAny(running, Task.Delay(period));
            if (running.IsCompleted) break; // failed: the await below says how
            if ((swaps + bad) % fileIsBadEvery == fileIsBadEvery - 1)
            {
                bad++;
                _folder.Write("model.onnx", "no model");
                continue;
            }

            swaps++;
            File.Move(_folder.Write("model.tmp", models[swaps % models.Length].ToBytes()), path, overwrite: true);
        }

        var figures = await running;
        output.WriteLine($"{figures.Answers} answers, {figures.PerSecond:0}/s, {swaps} swaps, {bad} bad files, {versions.Count} versions");
        Assert.InRange(versions.Count, Math.Min(3, swaps), models.Length);
        await serve.Program.SignalAsync("TERM");
        var run = (await serve.Program.EndAsync()).Expect(0);
        Assert.Equal(bad, run.Messages.Split('\n').Count(line => line.Contains("could not be replaced", StringComparison.Ordinal)));
    }

    public void Dispose() => _folder.Dispose();

    private static float[][] ScoresOf(SmallModel model, byte[][] images)
    {
        using var engine = new PredictionEngine(new MemoryStream(model.ToBytes()), new PredictionEngineOptions { ThreadsPerRun = 1 });
        return [.. images.Select(image => engine.Predict(image).Scores.ToArray())];
    }
}
