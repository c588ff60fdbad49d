namespace MLPipeline.Training.Tests;

public class CheckpointTests
{
    [Theory]
    [InlineData(1)] // within the first epoch
    [InlineData(5)] // at the end of one: 5 steps each
    [InlineData(13)]
    [InlineData(29)]
    public void RunThatWasCancelledAtAnyStep_AndResumed_EndsWithTheSameBytes(int steps)
    {
        using var folder = new TemporaryFolder();
        using var undisturbed = BarsRun.Network();
        var expected = BarsRun.Finish(undisturbed);

        using var first = BarsRun.Network();
        using var cancellation = new CancellationTokenSource();
        var left = steps;
        var options = new CheckpointOptions { Network = "two layers", Path = folder.File("run.checkpoint"), Interval = null };
        try
        {
            BarsRun.Finish(first, options, happening =>
            {
                if (happening is NetworkTrainingEvent.StepDone && --left == 0) cancellation.Cancel();
            }, cancellation: cancellation.Token);
        }
        catch (OperationCanceledException) when (steps < 5)
        {
            // No epoch was done; the checkpoint is there all the same.
        }

        using var second = BarsRun.Network(threads: 2);
        var events = new List<NetworkTrainingEvent>();
        Assert.Equal(expected, BarsRun.Finish(second, options with { Resume = true }, events.Add));
        Assert.Equal((steps / 5, steps % 5), events.OfType<NetworkTrainingEvent.Resumed>().Select(resumed => (resumed.Epoch, resumed.Step)).Single());
    }

    [Fact]
    public void FinishedRun_ResumedAgain_GivesItsResultWithoutAStep()
    {
        using var folder = new TemporaryFolder();
        var options = new CheckpointOptions { Network = "two layers", Path = folder.File("run.checkpoint"), Resume = true }; // without a file it begins at the beginning
        using var first = BarsRun.Network();
        using var second = BarsRun.Network();
        var expected = BarsRun.Finish(first, options);
        var events = new List<NetworkTrainingEvent>();
        Assert.Equal(expected, BarsRun.Finish(second, options, events.Add));
        Assert.Empty(events.OfType<NetworkTrainingEvent.StepDone>());
        Assert.Equal(["run.checkpoint"], Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Checkpoints_AreWrittenEveryFewSteps_OrAfterATime_AndAtEveryEpochsEnd()
    {
        using var folder = new TemporaryFolder();
        var options = new CheckpointOptions { Network = "two layers", Path = folder.File("steps"), EverySteps = 2, Interval = null };
        Assert.Equal([(0, 2), (0, 4), (1, 0)], Saved(options).Take(3)); // 5 steps in an epoch
        Assert.Equal([(0, 1), (0, 2), (0, 3), (0, 4), (1, 0)], Saved(options with { Path = folder.File("time"), EverySteps = null, Interval = TimeSpan.FromTicks(1) }).Take(5));
        Assert.Equal([(1, 0), (2, 0)], Saved(options with { Path = folder.File("epochs"), EverySteps = null }).Take(2));

        static List<(int, int)> Saved(CheckpointOptions options)
        {
            using var network = BarsRun.Network();
            var events = new List<NetworkTrainingEvent>();
            BarsRun.Finish(network, options, events.Add);
            return [.. events.OfType<NetworkTrainingEvent.CheckpointSaved>().Select(saved => (saved.Epoch, saved.Step))];
        }
    }

    [Fact]
    public void AnotherNetwork_OtherOptions_OtherImages_AreRefusedByName()
    {
        using var folder = new TemporaryFolder();
        var path = Finished(folder);
        using var network = BarsRun.Network(hidden: 13);
        Assert.Contains("parameter fc1.weight: Weight [12, 36] at 0, 432 long in the checkpoint, Weight [13, 36] at 0, 480 long now", Refusal(() => BarsRun.Finish(network, Resuming(path))), StringComparison.Ordinal);

        using var same = BarsRun.Network();
        var message = Refusal(() => BarsRun.Finish(same, Resuming(path), options: BarsRun.Options with { LabelSmoothing = 0, LearningRateScheduler = new CosineLRDecay(), Optimizer = new SgdOptions() }));
        Assert.Contains("option LabelSmoothing: 0.1 in the checkpoint, 0 now", message, StringComparison.Ordinal);
        Assert.Contains("option LearningRateScheduler: WarmUpLR { Schedule = OneCycleLR { RisingPart = 0.3,", message, StringComparison.Ordinal);
        Assert.Contains("in the checkpoint, CosineLRDecay { LearningRate = none } now", message, StringComparison.Ordinal);
        Assert.Contains("option Optimizer: AdamOptions { Beta1 = 0.9,", message, StringComparison.Ordinal);

        var other = BarsRun.Train with { Pixels = MemoryPixels.Bars(70, seed: 9), Mixing = null };
        message = Refusal(() => new NetworkTrainer(BarsRun.Options).Train(same, other, BarsRun.Validation, Resuming(path)));
        Assert.Contains("training images: content", message, StringComparison.Ordinal);
        Assert.Contains("training images: mixing: neighbours in the checkpoint, none now", message, StringComparison.Ordinal);
        Assert.DoesNotContain("validation", message, StringComparison.Ordinal);
        Assert.Contains("network: two layers in the checkpoint, three layers now", Refusal(() => BarsRun.Finish(same, Resuming(path) with { Network = "three layers" })), StringComparison.Ordinal);
    }

    [Fact]
    public void ScheduleInsideAWarmUp_IsPartOfTheOptions()
    {
        using var network = BarsRun.Network();
        var then = RunIdentity.Of("two layers", BarsRun.Options, network, BarsRun.Train, null);
        var options = BarsRun.Options with { LearningRateScheduler = new WarmUpLR { Schedule = new OneCycleLR { RisingPart = 0.31 }, Epochs = 1 } };
        Assert.Single(RunIdentity.Differences(RunIdentity.Of("two layers", options, network, BarsRun.Train, null), then));
        options = BarsRun.Options with { LearningRateScheduler = new LsrDecay { Items = [(0, 1), (3, 0.1)] } };
        var other = options with { LearningRateScheduler = new LsrDecay { Items = [(0, 1), (4, 0.1)] } };
        Assert.Single(RunIdentity.Differences(RunIdentity.Of("two layers", options, network, BarsRun.Train, null), RunIdentity.Of("two layers", other, network, BarsRun.Train, null)));
    }

    [Fact]
    public void ACheckpointThatIsThere_IsNotOverwrittenByAnotherRun()
    {
        using var folder = new TemporaryFolder();
        var path = Finished(folder);
        using var network = BarsRun.Network();
        Assert.Contains("earlier run", Refusal(() => BarsRun.Finish(network, new CheckpointOptions { Network = "two layers", Path = path })), StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedFiles_AreRefused_WhereverTheDamageLies()
    {
        using var folder = new TemporaryFolder();
        var content = File.ReadAllBytes(Finished(folder));
        var random = new Random(4);
        foreach (var place in Enumerable.Range(0, 40).Select(_ => random.Next(content.Length)).Concat([0, 9, 16, content.Length - 1]))
        {
            var damaged = content.ToArray();
            damaged[place] ^= 0x10;
            Refused(damaged);
        }

        foreach (var length in (int[])[0, 5, 16, 100, content.Length / 2, content.Length - 1]) Refused(content[..length]);
        Refused([.. content, 0]);

        void Refused(byte[] bytes)
        {
            var path = folder.Write("damaged", bytes);
            using var network = BarsRun.Network();
            Assert.Contains(path, Refusal(() => BarsRun.Finish(network, Resuming(path))), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void WhatAKilledProcessLeftBesideTheFile_IsRemoved()
    {
        using var folder = new TemporaryFolder();
        folder.Write("run.checkpoint.x1y2.part", [1, 2, 3]);
        var other = folder.Write("other.checkpoint.x1y2.part", [1, 2, 3]);
        Finished(folder);
        Assert.Equal([Path.GetFileName(other), "run.checkpoint"], Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AFolderThatCannotBeWritten_IsNamed()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("file", [1]);
        using var network = BarsRun.Network();
        var path = Path.Combine(file, "run.checkpoint"); // below a file
        Assert.Contains(path, Refusal(() => BarsRun.Finish(network, new CheckpointOptions { Network = "two layers", Path = path })), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_NameEveryFault() => Assert.Equal(3, new CheckpointOptions { Network = "two layers", Path = " ", EverySteps = 0, Interval = TimeSpan.Zero }.Faults().Count());

    private static CheckpointOptions Resuming(string path) => new() { Network = "two layers", Path = path, Resume = true };

    private static string Finished(TemporaryFolder folder)
    {
        var path = folder.File("run.checkpoint");
        using var network = BarsRun.Network();
        BarsRun.Finish(network, new CheckpointOptions { Network = "two layers", Path = path });
        return path;
    }

    private static string Refusal(Action run) => Assert.Throws<CheckpointException>(run).Message;
}
