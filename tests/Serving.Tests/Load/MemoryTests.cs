using System.Text.Json;
using Xunit.Abstractions;

namespace MLPipeline.Serving.Tests;

public sealed class MemoryTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [SkippableTheory]
    [InlineData("1")]
    [InlineData("4")]
    public async Task Memory_DoesNotGrowWithPredictions(string batchSize)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        const int imagesOfARequest = 100;
        var late = LoadSettings.Predictions(8_000);
        var isLong = late >= 100_000;
        var early = isLong ? 10_000 : late / 2;

        // Code compiled once, a small nursery, small regions (when many requests meet, the collector takes one more, 4 MiB by default, and
        // keeps it), one heap of malloc's: what is looked for are leaks, not the freedom that a runtime takes.
        var path = _folder.Write("model.onnx", new SmallModel(1).ToBytes());
        var call = ServeProcess.Call(path, "--batch-size", batchSize, "--max-images", "100")
            .With("DOTNET_TieredCompilation", "0").With("MALLOC_ARENA_MAX", "1")
            .With("DOTNET_GCgen0size", "0x400000").With("DOTNET_GCgen0MaxBudget", "0x400000").With("DOTNET_GCRegionSize", "0x100000");
        using var serve = await ServeProcess.StartAsync(call);
        var images = Enumerable.Range(0, imagesOfARequest).Select(i => Convert.ToBase64String(LoadSettings.Picture(i)));
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

        // The middle one of several readings: between two collections the heap goes up and down.
        async Task<long> AfterAsync(int predictions)
        {
            await UntilAsync(predictions);
            var readings = new List<long>();
            for (var i = 0; i < 11; i++)
            {
                await UntilAsync(made + 1);
                readings.Add(serve.ResidentBytes());
            }

            var middle = readings.Order().ElementAt(readings.Count / 2);
            output.WriteLine($"{middle >> 10} kB after {made} predictions ({readings.Min() >> 10} to {readings.Max() >> 10})");
            return middle;
        }

        var before = await AfterAsync(early);
        for (var tenth = 1; isLong && tenth < 10; tenth++) await AfterAsync(late / 10 * tenth);
        var after = await AfterAsync(late);
        output.WriteLine($"{(double)after / before:P1}");

        Assert.InRange((double)after / before, 0, isLong ? 1.02 : 1.1); // soon after the start some things are made yet
    }

    public void Dispose() => _folder.Dispose();
}
