using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using Xunit.Abstractions;

namespace MLPipeline.Serving.Tests;

/// <summary>
/// The service under load, over loopback. Each test has a short form that runs always; MLPIPELINE_LOAD_SECONDS (1800 for the acceptance)
/// and MLPIPELINE_LOAD_PREDICTIONS (1000000) make them long. The figures of docs come from the last one, with MLPIPELINE_LONG_TESTS=1.
/// </summary>
public sealed class LoadTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("1")]
    [InlineData("4")]
    public async Task SwapsAndBadFilesUnderLoad_GiveNoWrongAnswer(string batchSize)
    {
        // Each of the two forms takes half of the time. In half an hour: a swap every 10 s, a file that is no model every minute.
        var time = TimeSpan.FromSeconds(Number("MLPIPELINE_LOAD_SECONDS", 20) / 2.0);
        var period = TimeSpan.FromSeconds(Math.Min(10, time.TotalSeconds / 8));
        var fileIsBadEvery = time > TimeSpan.FromMinutes(5) ? 6 : 3;

        SmallModel[] models = [.. Enumerable.Range(1, 5).Select(version => new SmallModel(version))];
        byte[][] images = [.. Enumerable.Range(0, 8).Select(Picture)];
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

    /// <param name="batchSize">With batches the network runtime keeps something for each of their sizes, once.</param>
    /// <param name="most">How much there may be at the end, as a share of what there is after 10,000 predictions.</param>
    [SkippableTheory]
    [InlineData("1", 1.02)]
    [InlineData("4", 1.04)]
    public async Task Memory_DoesNotGrowWithPredictions(string batchSize, double most)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        const int imagesOfARequest = 100;
        var late = Number("MLPIPELINE_LOAD_PREDICTIONS", 8_000);
        var isLong = late >= 100_000;
        var early = isLong ? 10_000 : late / 2;

        // Code compiled once, a small nursery, one heap of malloc's: what is looked for are leaks, not the freedom that a runtime takes.
        var path = _folder.Write("model.onnx", new SmallModel(1).ToBytes());
        var call = ServeProcess.Call(path, "--batch-size", batchSize, "--max-images", "100")
            .With("DOTNET_TieredCompilation", "0").With("MALLOC_ARENA_MAX", "1")
            .With("DOTNET_GCgen0size", "0x400000").With("DOTNET_GCgen0MaxBudget", "0x400000");
        using var serve = await ServeProcess.StartAsync(call);
        var images = Enumerable.Range(0, imagesOfARequest).Select(i => Convert.ToBase64String(Picture(i)));
        var body = JsonSerializer.Serialize(new { images });
        var made = 0;
        async Task UntilAsync(int predictions)
        {
            for (; made < predictions; made += imagesOfARequest * 4)
            {
                await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
                {
                    using var response = await serve.Client.PostAsync("/predict", RunningServer.Json(body));
                    Assert.True(response.IsSuccessStatusCode);
                }));
            }
        }

        await UntilAsync(early);
        var before = serve.ResidentBytes();
        await UntilAsync(late);
        var after = serve.ResidentBytes();
        output.WriteLine($"{before >> 10} kB after {early} predictions, {after >> 10} kB after {made}: {(double)after / before:P1}");

        Assert.InRange((double)after / before, 0, isLong ? most : 1.1); // soon after the start some things are made yet
    }

    [SkippableFact]
    public async Task Figures()
    {
        LongRun.Require();
        var seconds = Number("MLPIPELINE_LOAD_SECONDS", 5);
        var photographs = SharedMaterial.Require("data", "oxford-pets-370");
        var files = Directory.EnumerateFiles(photographs, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(16);
        byte[][] images = [.. files.Select(File.ReadAllBytes)];
        var table = new StringBuilder(
            "| network | micro-batches | callers | answers/s | p50, ms | p99, ms | processor time of the server, ms an answer |\n"
            + "|---|---|---|---|---|---|---|\n");
        var mobilenet = SharedMaterial.Require("weights", "mobilenetv2-imagenet.onnx");
        var residual = Repository.PathOf("models", "backbones", "resnet20-cifar10.onnx");
        (string, string[])[] networks =
        [
            ("mobilenetv2, 224 x 224", [mobilenet, "--input-size", "224", "--preset", "inception"]),
            ("ResNet-20, 32 x 32", [residual, "--input-size", "32", "--preset", "zero-one"]),
        ];
        foreach (var (name, model) in networks)
        {
            foreach (var batch in (string[][])[[], ["--batch-size", "8"]])
            {
                using var serve = await ServeProcess.StartAsync(ServeProcess.Call([.. model, .. batch]));
                var load = new LoadClient(
                    serve.Client,
                    images,
                    (_, answer) => Assert.Equal(3, answer.GetProperty("images")[0].GetProperty("top").GetArrayLength()));
                await load.RunAsync(4, TimeSpan.FromSeconds(2)); // code is compiled, buffers are made
                foreach (var callers in (int[])[1, 8, 32])
                {
                    var before = serve.ProcessorSeconds();
                    var figures = await load.RunAsync(callers, TimeSpan.FromSeconds(seconds));
                    var processor = (serve.ProcessorSeconds() - before) * 1000 / figures.Answers;
                    var line = string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {name} | {(batch.Length == 0 ? "off" : "8, 2 ms")} | {callers} "
                        + $"| {figures.PerSecond:0.0} | {figures.Median:0.0} | {figures.Percentile99:0.0} | {processor:0.0} |");
                    output.WriteLine(line);
                    table.Append(line).Append('\n');
                }
            }
        }

        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "serving.md"), table.ToString());
    }

    public void Dispose() => _folder.Dispose();

    private static float[][] ScoresOf(SmallModel model, byte[][] images)
    {
        using var engine = new PredictionEngine(new MemoryStream(model.ToBytes()), new PredictionEngineOptions { ThreadsPerRun = 1 });
        return [.. images.Select(image => engine.Predict(image).Scores.ToArray())];
    }

    private static byte[] Picture(int number) =>
        ImageEncoder.EncodePng(new RgbImage(10, 10, [.. Enumerable.Range(0, 300).Select(i => (byte)((i * (number + 2)) + (number * 19)))]));

    private static int Number(string variable, int usual) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}
