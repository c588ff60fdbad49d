using MLPipeline.Imaging;

namespace MLPipeline.Hosting.Tests;

/// <summary>Alone, since what all threads of the process allocate is counted.</summary>
[CollectionDefinition(nameof(MicroBatchAllocationTests), DisableParallelization = true)]
[Collection(nameof(MicroBatchAllocationTests))]
public sealed class MicroBatchAllocationTests
{
    [Fact]
    public async Task Prediction_AllocatesItsResultAndItsTask_HoweverLargeTheImage()
    {
        const int count = 60;
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.onnx", new SmallModel(1).ToBytes());
        var options = RunningPool.Options with { MicroBatches = new() { MaxBatchSize = 2, MaxDelay = TimeSpan.Zero } };
        await using var running = await RunningPool.StartAsync(models => models.FromFile(path), options, measured: false);
        var large = ImageEncoder.EncodePng(new RgbImage(700, 700, new byte[700 * 700 * 3]));
        async Task PredictAll()
        {
            for (var i = 0; i < count; i++) await running.Pool.PredictAsync(large);
        }

        await PredictAll();
        var allocated = SteadyAllocation.Of(() => PredictAll().GetAwaiter().GetResult(), () => GC.GetTotalAllocatedBytes(precise: true));
        Assert.InRange(allocated / count, 1, 1000); // 1.5 MB of pixels, 800 bytes of input
    }
}
