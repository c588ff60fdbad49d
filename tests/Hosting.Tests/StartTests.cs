using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Hosting.Tests;

public sealed class StartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task WrongOptions_AreReportedAllAtOnce()
    {
        var missing = _folder.File("missing.onnx");
        using var host = RunningPool.Build(
            models =>
            {
                models.FromFile("a", missing).FromFile("a", _folder.Path).FromFile(" ").FromUri("b", "ftp://host/model.onnx");
                models.FromUri("c", "https://host/model.onnx", TimeSpan.Zero).FromUri("d", "model.onnx", TimeSpan.FromDays(60));
                models.Services.AddPredictionEnginePool(new PredictionEnginePoolOptions());
            },
            new PredictionEnginePoolOptions
            {
                Engine = new() { ThreadsPerRun = -1 },
                PollPeriod = TimeSpan.FromSeconds(-2),
                SettleTime = TimeSpan.FromSeconds(-1),
                DownloadTimeout = TimeSpan.Zero,
                MaxModelBytes = 0,
                MicroBatches = new() { MaxBatchSize = 1, MaxDelay = TimeSpan.FromHours(1), MaxQueueLength = 0 },
            });

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal(
            [
                "AddPredictionEnginePool was given options 2 times; valid: once for all models.",
                "The model 'a' is registered 2 times; each needs a name of its own.",
                "Engine.ThreadsPerRun is -1; valid: 0 (all cores) or more.",
                "MicroBatches.MaxBatchSize is 1; valid: 2 to 1,024.",
                "MicroBatches.MaxDelay is 01:00:00; valid: 0 to a minute.",
                "MicroBatches.MaxQueueLength is 0; valid: MaxBatchSize (1) or more.",
                "PollPeriod is -00:00:02; valid: more than 0, up to 24 days.",
                "DownloadTimeout is 00:00:00; valid: more than 0, up to 24 days.",
                "SettleTime is -00:00:01; valid: 0 to 24 days.",
                "MaxModelBytes is 0; valid: 1 to 2,147,483,591 bytes.",
                $"The model 'a' is to come from '{missing}', but there is no such file.",
                $"The model 'a' is to come from '{_folder.Path}', which is a folder, not a file.",
                "The model has the path ' '; valid: the path of a model file.",
                "The model 'b' has the address 'ftp://host/model.onnx'; valid: http://… or https://…",
                "The model 'c''s period is 00:00:00; valid: more than 0, up to 24 days.",
                "The model 'd' has the address 'model.onnx'; valid: http://… or https://…",
                "The model 'd''s period is 60.00:00:00; valid: more than 0, up to 24 days.",
            ],
            error.Failures);
    }

    [Fact]
    public async Task NoModel_IsAFault()
    {
        using var host = RunningPool.Build(_ => { });
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal(["AddPredictionEnginePool has no model: call FromFile or FromUri."], error.Failures);
    }

    [Fact]
    public async Task FilesThatAreNoModels_KeepTheHostFromStarting()
    {
        var first = _folder.Write("first.onnx", "no model");
        var second = _folder.Write("second.onnx", new SmallModel(1) { Softmax = false }.ToBytes());
        using var host = RunningPool.Build(models => models.FromFile("first", first).FromFile("second", second));
        var error = await Assert.ThrowsAsync<ModelUnavailableException>(() => host.StartAsync());
        Assert.Contains($"'first' from '{first}' is not there: The model cannot be loaded", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'second' from '{second}' is not there: The model's scores", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutHost_TheFirstPredictionLoadsTheModel()
    {
        var path = _folder.Write("model.onnx", new SmallModel(1).ToBytes());
        var services = new ServiceCollection();
        services.AddPredictionEnginePool(RunningPool.Options).FromFile(path);
        using var provider = services.BuildServiceProvider();
        var pool = provider.GetRequiredService<PredictionEnginePool>();
        Assert.False(pool.GetModel().IsReady);
        Assert.Equal(new SmallModel(1).Scores(), pool.Predict(SmallModel.Png).Scores.ToArray());
        Assert.Equal(["daisy", "rose", "tulip"], pool.GetModel().Labels);
    }

    [Fact]
    public async Task EverySourceOfAnImage_GivesTheSameAnswer()
    {
        var path = _folder.Write("model.onnx", new SmallModel(1).ToBytes());
        var image = _folder.Write("image.png", SmallModel.Png);
        await using var running = await RunningPool.StartAsync(models => models.FromFile(path).FromFile("named", path));
        var pool = running.Pool;
        ImagePrediction[] answers =
        [
            pool.Predict(image), pool.Predict("named", image), await pool.PredictAsync(image), await pool.PredictAsync("named", image),
            pool.Predict(SmallModel.Png), pool.Predict("named", SmallModel.Png), await pool.PredictAsync(SmallModel.Png),
            pool.Predict(new MemoryStream(SmallModel.Png)), pool.Predict("named", new MemoryStream(SmallModel.Png)),
            await pool.PredictAsync(new MemoryStream(SmallModel.Png)), await pool.PredictAsync("named", File.OpenRead(image)),
        ];
        Assert.All(answers, answer => Assert.Equal(new SmallModel(1).Scores(), answer.Scores.ToArray()));
    }

    [Fact]
    public async Task UnknownNames_AreToldTheKnownOnes()
    {
        var path = _folder.Write("model.onnx", new SmallModel(1).ToBytes());
        await using var running = await RunningPool.StartAsync(models => models.FromFile("flowers", path).FromFile("pets", path));
        Assert.StartsWith(
            "There is no model 'flower'; there are 'flowers', 'pets'. Did you mean 'flowers'?",
            Assert.Throws<ArgumentException>(() => running.Pool.Predict("flower", SmallModel.Png)).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "There is no model without a name; there are 'flowers', 'pets'.",
            Assert.Throws<ArgumentException>(() => running.Pool.GetModel()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongStream_IsRefusedBeforeItIsReadToItsEnd()
    {
        var path = _folder.Write("model.onnx", new SmallModel(1).ToBytes());
        var engine = RunningPool.Options.Engine with { Batches = new() { Decode = new DecodeOptions { MaxBytes = 100 } } };
        await using var running = await RunningPool.StartAsync(
            models => models.FromFile(path), RunningPool.Options with { Engine = engine });
        var stream = new MemoryStream(new byte[10_000_000]);
        var error = await Assert.ThrowsAsync<ImageException>(() => running.Pool.PredictAsync(stream));
        Assert.Equal(ImageFault.TooManyBytes, error.Fault);
        Assert.Equal(0, stream.Position);
    }

    [Fact]
    public async Task CancelledPrediction_DoesNotBegin()
    {
        var path = _folder.Write("model.onnx", new SmallModel(1).ToBytes());
        await using var running = await RunningPool.StartAsync(models => models.FromFile(path));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => running.Pool.PredictAsync(SmallModel.Png, new CancellationToken(canceled: true)));
        Assert.Equal(0, running.Sum("mlpipeline.predictions"));
    }

    [Fact]
    public async Task DisposedPool_RefusesWorkAndFreesItsEnginesWhenTheyAreReturned()
    {
        var path = _folder.Write("model.onnx", new SmallModel(1).ToBytes());
        await using var running = await RunningPool.StartAsync(models => models.FromFile(path));
        var lease = running.Pool.GetPredictionEngine();
        running.Pool.Dispose();
        Assert.Equal(new SmallModel(1).Scores(), lease.Engine.Predict(SmallModel.Png).Scores.ToArray());
        Assert.Equal(1, running.Sum("mlpipeline.engines"));
        lease.Dispose();
        Assert.Equal(0, running.Sum("mlpipeline.engines"));
        Assert.Throws<ObjectDisposedException>(() => running.Pool.Predict(SmallModel.Png));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => running.Pool.ReloadAsync());
    }

    public void Dispose() => _folder.Dispose();
}
