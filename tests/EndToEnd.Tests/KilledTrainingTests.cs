namespace MLPipeline.EndToEnd.Tests;

/// <summary>Training of networks that is killed (SIGKILL) again and again, at moments that nobody chose.</summary>
public sealed class KilledTrainingTests : IDisposable
{
    private const int Kills = 20;

    private readonly Workspace _workspace = new();

    [SkippableFact]
    public Task FromScratch_KilledAndResumed_GivesTheUndisturbedBytes() =>
        SurvivesKillsAsync("--network", "resnet14", "--from-scratch", "--image-size", "32", "--epochs", "12", "--batch-size", "16", "--augment", "cifar");

    [SkippableFact]
    public Task FineTuning_KilledAndResumed_GivesTheUndisturbedBytes() =>
        SurvivesKillsAsync(
            "--unfreeze", "last-stage", "--epochs", "25", "--batch-size", "8", "--optimizer", "adamw", "--moving-average", "0.9", "--val-fraction", "0.2");

    public void Dispose() => _workspace.Dispose();

    /// <summary>Kills are spread over the whole life of the process. A run that comes through is compared, and another one begun.</summary>
    private async Task SurvivesKillsAsync(params string[] way)
    {
        LongRun.Require();
        Skip.If(OperatingSystem.IsWindows(), "needs POSIX signals");
        var images = _workspace.Images(perClass: 100);
        var undisturbed = await _workspace.TrainAsync(images, "undisturbed.onnx", way);
        var (model, checkpoint) = (_workspace.PathOf("killed.onnx"), _workspace.PathOf("killed.checkpoint"));
        var call = _workspace.Trainer(["train", images, "-o", model, .. way, "--checkpoint", checkpoint, "--resume"]);
        var random = new Random(3);
        for (var kills = 0; kills < Kills; kills++)
        {
            using var running = call.Start();
            await Task.Delay(random.Next(300, 3000));
            await running.SignalAsync("KILL");
            await running.EndAsync();
            if (!File.Exists(model)) continue;
            Assert.Equal(undisturbed, await File.ReadAllBytesAsync(model));
            File.Delete(model);
            File.Delete(checkpoint);
        }

        (await call.RunAsync()).Expect(0);
        Assert.Equal(undisturbed, await File.ReadAllBytesAsync(model));
    }
}
