using System.Diagnostics;

namespace MLPipeline.Hosting.Tests;

public sealed class FileReplacementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>
    /// With an hour between two looks it is the operating system's report that counts; of the last way it reports nothing.
    /// </summary>
    [SkippableTheory]
    [InlineData(Replacement.InPlace, 3600)]
    [InlineData(Replacement.Rename, 3600)]
    [InlineData(Replacement.DeleteAndCreate, 3600)]
    [InlineData(Replacement.FileLink, 3600)]
    [InlineData(Replacement.FolderLink, 3600)]
    [InlineData(Replacement.FolderAbove, 0.1)]
    public async Task EveryReplacement_ComesIntoService(Replacement way, double pollSeconds)
    {
        Skip.If(OperatingSystem.IsWindows(), "makes links as POSIX does");
        var place = new ModelPlace(_folder);
        place.Put(way == Replacement.FolderAbove ? Replacement.InPlace : way, new SmallModel(0).ToBytes());
        await using var running = await RunningPool.StartAsync(
            models => models.FromFile(place.Path), RunningPool.Options with { PollPeriod = TimeSpan.FromSeconds(pollSeconds) });
        Assert.Equal(new SmallModel(0).Hash(), running.Pool.GetModel().Version);

        for (var version = 1; version <= 3; version++)
        {
            place.Put(way, new SmallModel(version).ToBytes());
            await Eventually.ServesAsync(running.Pool, new SmallModel(version));
            Assert.Equal(new SmallModel(version).Scores(), running.Pool.Predict(SmallModel.Png).Scores.ToArray());
        }

        Assert.Equal(3, running.Sum("mlpipeline.model.swaps"));
        Assert.Equal(1, running.Sum("mlpipeline.engines"));
    }

    /// <summary>
    /// Eight threads predict while the model changes fifty times. Every version has scores of its own, so a mixture would show.
    /// </summary>
    [SkippableFact]
    public async Task FiftySwaps_UnderLoad_GiveAnswersOfOneVersionEachAndLeaveOneEngine()
    {
        Skip.If(OperatingSystem.IsWindows(), "makes links as POSIX does");
        const int swaps = 50;
        var versions = Enumerable.Range(0, swaps + 1).Select(version => new SmallModel(version)).ToArray();
        var scoresOf = versions.ToDictionary(model => model.Hash(), model => model.Scores());
        var place = new ModelPlace(_folder);
        place.Put(Replacement.InPlace, versions[0].ToBytes());
        await using var running = await RunningPool.StartAsync(models => models.FromFile("flowers", place.Path));
        var pool = running.Pool;
        long answers = 0;
        using var stop = new CancellationTokenSource();

        var threads = Enumerable.Range(0, 8).Select(thread => Task.Factory.StartNew(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    var scores = pool.Predict("flowers", SmallModel.Png).Scores.ToArray();
                    Assert.Contains(scoresOf.Values, scores.SequenceEqual);
                    using (var lease = pool.GetPredictionEngine("flowers"))
                    {
                        Assert.Equal(scoresOf[lease.Version], lease.Engine.Predict(SmallModel.Png).Scores.ToArray());
                    }

                    Interlocked.Add(ref answers, 2);
                    Thread.Sleep(1); // the machine has to load models too
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();

        Replacement[] ways =
            [Replacement.InPlace, Replacement.Rename, Replacement.DeleteAndCreate, Replacement.FileLink, Replacement.FolderLink];
        for (var swap = 1; swap <= swaps; swap++)
        {
            place.Put(ways[swap % ways.Length], versions[swap].ToBytes());
            await Eventually.ServesAsync(pool, versions[swap], "flowers");
            var before = Interlocked.Read(ref answers);
            await Eventually.TrueAsync(() => Interlocked.Read(ref answers) > before || threads.Any(thread => thread.IsFaulted));
        }

        await stop.CancelAsync();
        await Task.WhenAll(threads);
        Assert.Equal(swaps, running.Sum("mlpipeline.model.swaps"));
        Assert.Equal(1, running.Sum("mlpipeline.engines")); // the old ones are freed
        Assert.Equal(0, running.Sum("mlpipeline.prediction.failures"));
        Assert.Null(pool.GetModel("flowers").Failure);
    }

    [Fact]
    public async Task OldVersion_LivesUntilItsLastLeaseIsReturned()
    {
        var path = _folder.Write("model.onnx", new SmallModel(1).ToBytes());
        await using var running = await RunningPool.StartAsync(models => models.FromFile(path));
        var lease = running.Pool.GetPredictionEngine();
        File.WriteAllBytes(path, new SmallModel(2).ToBytes());
        await Eventually.ServesAsync(running.Pool, new SmallModel(2));

        Assert.Equal(new SmallModel(1).Hash(), lease.Version);
        Assert.Equal(new SmallModel(1).Scores(), lease.Engine.Predict(SmallModel.Png).Scores.ToArray());
        Assert.Equal(2, running.Sum("mlpipeline.engines"));
        lease.Dispose();
        lease.Dispose(); // a second time changes nothing
        Assert.Equal(1, running.Sum("mlpipeline.engines"));
        Assert.Throws<ObjectDisposedException>(() => lease.Engine);
        Assert.Equal(new SmallModel(2).Scores(), running.Pool.Predict(SmallModel.Png).Scores.ToArray());
    }

    [Fact]
    public async Task SameBytesWrittenAgain_ChangeNothing()
    {
        var path = _folder.Write("model.onnx", new SmallModel(1).ToBytes());
        await using var running = await RunningPool.StartAsync(models => models.FromFile("watched", path).FromFile("same", path));
        var before = running.Pool.GetModel("watched");
        File.WriteAllBytes(path, new SmallModel(1).ToBytes());
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await running.Pool.ReloadAsync("watched");

        Assert.Equal(before.LoadedAt, running.Pool.GetModel("watched").LoadedAt);
        Assert.Equal(0, running.Sum("mlpipeline.model.swaps"));
    }

    [Fact]
    public async Task UnwatchedFile_ChangesWhenToldTo()
    {
        var path = _folder.Write("model.onnx", new SmallModel(1).ToBytes());
        await using var running = await RunningPool.StartAsync(
            models => models.FromFile("still", path, watchForChanges: false).FromFile("watched", path));
        File.WriteAllBytes(path, new SmallModel(2).ToBytes());
        await Eventually.ServesAsync(running.Pool, new SmallModel(2), "watched");
        Assert.Equal(new SmallModel(1).Hash(), running.Pool.GetModel("still").Version);

        var model = await running.Pool.ReloadAsync("still");
        Assert.Equal(new SmallModel(2).Hash(), model.Version);
    }

    /// <summary>A copy that takes a while is no change until it is complete, and then it is one.</summary>
    [Fact]
    public async Task SlowCopy_IsReadOnceItIsComplete()
    {
        var path = _folder.Write("model.onnx", new SmallModel(1).ToBytes());
        var options = RunningPool.Options with { SettleTime = TimeSpan.FromMilliseconds(1500) }; // the longest pause of a busy machine
        await using var running = await RunningPool.StartAsync(models => models.FromFile(path), options);
        var bytes = new SmallModel(2).ToBytes();
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
        {
            for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began).TotalSeconds < 1.2;)
            {
                file.Write(bytes.AsSpan((int)file.Length, 1));
                await Task.Delay(20);
            }

            file.Write(bytes.AsSpan((int)file.Length));
        }

        await Eventually.ServesAsync(running.Pool, new SmallModel(2));
        Assert.Equal(0, running.Sum("mlpipeline.model.swap.failures"));
        Assert.Equal(1, running.Sum("mlpipeline.model.swaps"));
    }

    public void Dispose() => _folder.Dispose();
}
