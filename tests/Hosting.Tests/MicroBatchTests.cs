using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Hosting.Tests;

public sealed class MicroBatchTests : IDisposable
{
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(1); // longer than any test waits

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task ConcurrentPredictions_AreComputedTogether_EachWithTheScoresOfItsOwnImage()
    {
        await using var running = await StartAsync(new() { MaxBatchSize = 6, MaxDelay = Never });
        using var alone = new PredictionEngine(new MemoryStream(new SmallModel(1).ToBytes()));
        byte[][] images = [.. Enumerable.Range(0, 12).Select(Picture)];
        var answers = await Task.WhenAll(images.Select(image => running.Pool.PredictAsync(image)));
        foreach (var (image, answer) in images.Zip(answers))
        {
            AssertClose(alone.Predict(image).Scores.ToArray(), answer);
        }

        Assert.Equal([6, 6], Batches(running)); // full ones, since nothing else ends the wait here
        Assert.Equal(12, running.Sum("mlpipeline.predictions"));
        Assert.Equal(0, running.Sum("mlpipeline.queue.length"));
        Assert.Equal(12, running.Measured.Count(measurement => measurement.Instrument == "mlpipeline.queue.duration"));
    }

    [Fact]
    public async Task MaxDelay_EndsTheWaitForMore()
    {
        await using var running = await StartAsync(new() { MaxBatchSize = 8, MaxDelay = TimeSpan.FromMilliseconds(300) });
        var blocking = Task.Run(() => running.Pool.Predict(SmallModel.Png)); // the call that blocks waits for the batch too
        var answers = await Task.WhenAll([blocking, .. Enumerable.Range(0, 2).Select(_ => running.Pool.PredictAsync(SmallModel.Png))]);
        Assert.All(answers, answer => AssertClose(new SmallModel(1).Scores(), answer));
        Assert.Equal(3, Batches(running).Sum());
        Assert.InRange(Batches(running).Length, 1, 2); // a busy machine may begin one of them late
        var longest = running.Measured.Where(measurement => measurement.Instrument == "mlpipeline.queue.duration").Max(one => one.Value);
        Assert.InRange(longest, 0.28, 20); // seconds
    }

    [Fact]
    public async Task BadImage_FailsAlone()
    {
        await using var running = await StartAsync(new() { MaxBatchSize = 2, MaxDelay = Never });
        var good = running.Pool.PredictAsync(SmallModel.Png);
        var error = await Assert.ThrowsAsync<ImageException>(() => running.Pool.PredictAsync("no image"u8.ToArray()));
        Assert.Equal(ImageFault.NotAnImage, error.Fault);
        Assert.False(good.IsCompleted); // the bad one took no row
        await Task.WhenAll(good, running.Pool.PredictAsync(SmallModel.Png));
        AssertClose(new SmallModel(1).Scores(), await good);
        Assert.Equal([2], Batches(running));
        Assert.Equal(0, running.Sum("mlpipeline.queue.length"));
    }

    [Fact]
    public async Task CancelledPrediction_GivesItsRowToTheNext()
    {
        await using var running = await StartAsync(new() { MaxBatchSize = 3, MaxDelay = Never });
        using var cancellation = new CancellationTokenSource();
        var first = running.Pool.PredictAsync(Picture(1));
        var cancelled = running.Pool.PredictAsync(Picture(2), cancellation.Token);
        await Task.Delay(100); // long enough to be decoded, nearly always; else it is cancelled before
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(1, running.Sum("mlpipeline.queue.length"));

        var second = running.Pool.PredictAsync(Picture(3));
        await Task.Delay(50);
        Assert.False(first.IsCompleted); // two of three
        var third = running.Pool.PredictAsync(Picture(4));
        using var alone = new PredictionEngine(new MemoryStream(new SmallModel(1).ToBytes()));
        AssertClose(alone.Predict(Picture(1)).Scores.ToArray(), await first);
        AssertClose(alone.Predict(Picture(3)).Scores.ToArray(), await second);
        AssertClose(alone.Predict(Picture(4)).Scores.ToArray(), await third);
        Assert.Equal([3], Batches(running));
    }

    [Fact]
    public async Task ManyCancelled_CostTheOthersNothing()
    {
        var batches = new MicroBatchOptions { MaxBatchSize = 4, MaxDelay = TimeSpan.FromMilliseconds(1), MaxQueueLength = 1000 };
        await using var running = await StartAsync(batches);
        var expected = new SmallModel(1).Scores();
        await Task.WhenAll(Enumerable.Range(0, 400).Select(async i =>
        {
            using var cancellation = new CancellationTokenSource();
            if (i % 2 == 0) cancellation.CancelAfter(TimeSpan.FromMilliseconds(i % 17));
            try
            {
                AssertClose(expected, await running.Pool.PredictAsync(SmallModel.Png, cancellation.Token));
            }
            catch (OperationCanceledException)
            {
                Assert.Equal(0, i % 2);
            }
        }));
        Assert.Equal(0, running.Sum("mlpipeline.queue.length"));
        Assert.Equal(0, running.Sum("mlpipeline.prediction.active"));
    }

    [Fact]
    public async Task FullQueue_RefusesAtOnce_AndTakesAgainWhenThereIsRoom()
    {
        await using var running = await StartAsync(new() { MaxBatchSize = 2, MaxDelay = TimeSpan.Zero, MaxQueueLength = 2 });
        using var gate = new ManualResetEventSlim();
        Task<ImagePrediction>[] slow =
        [
            running.Pool.PredictAsync(Gated(gate)), running.Pool.PredictAsync(Gated(gate)),
        ];
        var error = await Assert.ThrowsAsync<PredictionQueueFullException>(() => running.Pool.PredictAsync(SmallModel.Png));
        Assert.Equal("2 predictions are waiting, the most that may.", error.Message);
        Assert.Throws<PredictionQueueFullException>(() => running.Pool.Predict(SmallModel.Png));
        gate.Set();
        await Task.WhenAll(slow);
        AssertClose(new SmallModel(1).Scores(), await running.Pool.PredictAsync(SmallModel.Png));
        var failures = running.Measured.Where(measurement => measurement.Instrument == "mlpipeline.prediction.failures");
        Assert.All(failures, failure => Assert.Equal(typeof(PredictionQueueFullException).FullName, failure["error.type"]));
    }

    [Fact]
    public async Task SwapsUnderLoad_EveryAnswerIsOfTheVersionThatGaveIt()
    {
        SmallModel[] models = [new(1), new(2), new(3)];
        var scores = models.ToDictionary(model => model.Hash(), model => model.Scores());
        await using var running = await StartAsync(new() { MaxBatchSize = 4, MaxDelay = TimeSpan.FromMilliseconds(1) });
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            var answers = 0;
            for (; !stop.IsCancellationRequested; answers++)
            {
                using var lease = running.Pool.GetPredictionEngine();
                AssertClose(scores[lease.Version], await lease.PredictAsync(ImageSource.FromBytes(SmallModel.Png)));
            }

            return answers;
        })).ToArray();
        for (var swap = 1; swap <= 6; swap++)
        {
            _folder.Write("model.onnx", models[swap % 3].ToBytes());
            await Eventually.ServesAsync(running.Pool, models[swap % 3]);
        }

        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(callers), answers => Assert.InRange(answers, 1, int.MaxValue));
        await Eventually.TrueAsync(() => running.Sum("mlpipeline.engines") == 1); // the old ones are freed, with their threads
        Assert.Equal(6, running.Sum("mlpipeline.model.swaps"));
    }

    [Fact]
    public async Task ModelThatTakesOneImageOnly_IsRefused()
    {
        await using var running = await StartAsync(new() { MaxBatchSize = 4 });
        _folder.Write("model.onnx", new SmallModel(2) { OneImageOnly = true }.ToBytes());
        var error = await Assert.ThrowsAnyAsync<Exception>(() => running.Pool.ReloadAsync());
        Assert.Contains("batch of 4", error.Message, StringComparison.Ordinal);
        AssertClose(new SmallModel(1).Scores(), running.Pool.Predict(SmallModel.Png));
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Picture(int number) =>
        ImageEncoder.EncodePng(new RgbImage(10, 10, [.. Enumerable.Range(0, 300).Select(i => (byte)((i * (number + 2)) + (number * 19)))]));

    private static void AssertClose(float[] expected, ImagePrediction answer)
    {
        var actual = answer.Scores;
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-6f); // float32 rounding of probabilities
        }
    }

    private static ImageSource Gated(ManualResetEventSlim gate) => ImageSource.FromStream(new GatedStream(SmallModel.Png, gate));

    private static double[] Batches(RunningPool running) =>
        [.. running.Measured.Where(one => one.Instrument == "mlpipeline.batch.size").Select(one => one.Value)];

    private Task<RunningPool> StartAsync(MicroBatchOptions batches)
    {
        var path = _folder.Write("model.onnx", new SmallModel(1).ToBytes());
        return RunningPool.StartAsync(models => models.FromFile(path), RunningPool.Options with { MicroBatches = batches });
    }

    /// <summary>An image whose bytes come when the gate opens.</summary>
    private sealed class GatedStream(byte[] bytes, ManualResetEventSlim gate) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            gate.Wait(TimeSpan.FromSeconds(20));
            return base.Read(buffer, offset, count);
        }
    }
}
