using MLPipeline.Execution;

namespace MLPipeline.Training.Tests;

/// <summary>What training begins with, measured and kept like an epoch.</summary>
public class MeasuredStartTests
{
    private static readonly TrainingImages Bars = new() { Pixels = MemoryPixels.Bars(70, seed: 1), Preparation = new PixelNormalizer(6, 6, [0], [1]) };

    /// <summary>A rate so high that a network that knows the patterns loses them, without a figure that is no number.</summary>
    private static readonly NetworkTrainingOptions Spoiling = new()
    {
        Epochs = 4,
        LearningRate = 3,
        LearningRateScheduler = new ConstantLearningRate(),
        Optimizer = new SgdOptions { Momentum = 0 },
        KeepBestBy = EpochMetric.Loss,
        MeasuresStart = true,
    };

    [Theory]
    [InlineData(null, EpochMetric.Loss)]
    [InlineData(0.9, EpochMetric.Loss)]
    [InlineData(null, EpochMetric.Accuracy)]
    public void EveryEpochWorse_LeavesTheStart_ToTheBit(double? decay, EpochMetric metric)
    {
        using var network = Trained();
        var (before, figures) = (network.AllValues, Measure(network));
        var events = new List<NetworkTrainingEvent>();
        var options = Spoiling with { MovingAverageDecay = decay, KeepBestBy = metric };
        var result = new NetworkTrainer(options).Train(network, Bars, BarsRun.Validation, onEvent: events.Add);
        Assert.All(result.History, epoch => Assert.True(IsWorse(epoch.Validation!.Value), $"{epoch}"));
        Assert.Equal((-1, true), (result.BestEpoch, result.KeptStart));
        Assert.Equal(figures, result.Start);
        Assert.Equal(figures, events.OfType<NetworkTrainingEvent.Started>().Single().Start);
        Assert.Equal(before, network.AllValues);
        Assert.DoesNotContain(result.History, epoch => epoch.IsBest);

        using var unmeasured = Trained();
        var other = new NetworkTrainer(options with { MeasuresStart = false }).Train(unmeasured, Bars, BarsRun.Validation);
        Assert.True(other.BestEpoch >= 0 && other.Start is null);
        Assert.NotEqual(before, unmeasured.AllValues);

        bool IsWorse(SetMetrics epoch) => metric == EpochMetric.Loss ? epoch.Loss > figures.Loss : epoch.Accuracy < figures.Accuracy;
    }

    [Fact]
    public void ABetterEpoch_IsTaken_AndMeasuringTheStartChangesNothingElse()
    {
        using var measured = BarsRun.Network();
        using var unmeasured = BarsRun.Network();
        var options = BarsRun.Options with { EarlyStopping = null };
        var result = new NetworkTrainer(options with { MeasuresStart = true }).Train(measured, BarsRun.Train, BarsRun.Validation);
        var other = new NetworkTrainer(options).Train(unmeasured, BarsRun.Train, BarsRun.Validation);
        Assert.Equal((other.BestEpoch, false), (result.BestEpoch, result.KeptStart));
        Assert.True(result.History[result.BestEpoch].Validation!.Value.Accuracy > result.Start!.Value.Accuracy);
        Assert.Equal(other.History.Select(epoch => (epoch.Train, epoch.Validation)), result.History.Select(epoch => (epoch.Train, epoch.Validation)));
        Assert.Equal(unmeasured.AllValues, measured.AllValues);
    }

    [Fact]
    public void AnEqualEpoch_LeavesTheStart()
    {
        using var network = new TwoLayerNetwork(8, 36, 12, 3, centre: false); // with a running mean the figures would move a little
        var result = new NetworkTrainer(Spoiling with { LearningRate = 1e-30 }).Train(network, Bars, BarsRun.Validation);
        Assert.All(result.History, epoch => Assert.Equal(result.Start, epoch.Validation));
        Assert.True(result.KeptStart);
    }

    [Fact]
    public void AnEpochOfTheSameAccuracy_IsTakenForItsLoss()
    {
        using var network = Trained();
        var options = Spoiling with { LearningRate = 1e-3, KeepBestBy = EpochMetric.Accuracy }; // too little to change an answer
        var result = new NetworkTrainer(options).Train(network, Bars, BarsRun.Validation);
        var start = result.Start!.Value;
        Assert.All(result.History, epoch => Assert.Equal(start.Accuracy, epoch.Validation!.Value.Accuracy));
        Assert.Equal(result.History.First(epoch => epoch.Validation!.Value.Loss < start.Loss).Epoch, result.BestEpoch);
    }

    [Theory]
    [InlineData(EpochMetric.Accuracy, 0.8, 0.6, 0)] // better by the other figure
    [InlineData(EpochMetric.Accuracy, 0.8, 0.7, -1)]
    [InlineData(EpochMetric.Accuracy, 0.8, double.NaN, -1)]
    [InlineData(EpochMetric.Accuracy, 0.81, 0.9, 0)] // what is better needs no other figure
    [InlineData(EpochMetric.Accuracy, 0.79, 0.1, -1)]
    [InlineData(EpochMetric.Loss, 0.81, 0.7, 0)]
    [InlineData(EpochMetric.Loss, 0.7, 0.7, -1)]
    [InlineData(EpochMetric.Loss, 0.1, 0.69, 0)]
    public void Start_OfAccuracy80AndLoss07_IsBeatenOrNot(EpochMetric metric, double accuracy, double loss, int expected)
    {
        var best = new BestEpoch(metric, stopping: null);
        best.Begin(new SetMetrics(0.8, 0.7));
        Assert.Equal(expected == 0, best.Add(0, new SetMetrics(accuracy, loss)));
        Assert.Equal(expected, best.Epoch);
    }

    [Fact]
    public void OfEqualEpochs_TheFirstIsTaken_WhateverTheOtherFigure()
    {
        var best = new BestEpoch(EpochMetric.Accuracy, stopping: null);
        best.Begin(new SetMetrics(0.8, 0.7));
        Assert.True(best.Add(0, new SetMetrics(0.9, 0.7)));
        Assert.False(best.Add(1, new SetMetrics(0.9, 0.1)));
    }

    [Theory]
    [InlineData(true, 2)] // both epochs are no better than the start
    [InlineData(false, 3)] // the first one has nothing to be compared with
    public void EarlyStopping_CountsFromTheStart(bool measuresStart, int epochs)
    {
        using var network = Trained();
        var options = Spoiling with { MeasuresStart = measuresStart, EarlyStopping = new EarlyStopping { Patience = 2, MinDelta = 10 } };
        Assert.Equal(epochs, new NetworkTrainer(options).Train(network, Bars, BarsRun.Validation).History.Count);
    }

    [Theory]
    [InlineData(null, EpochMetric.Loss)] // the last epoch is wanted
    [InlineData(EpochMetric.Loss, null)] // there is nothing to measure with
    public void WithoutAChoiceOrValidation_TheStartIsNotMeasured(EpochMetric? keepBestBy, EpochMetric? validate)
    {
        using var network = Trained();
        var validation = validate is null ? null : BarsRun.Validation;
        var result = new NetworkTrainer(Spoiling with { KeepBestBy = keepBestBy }).Train(network, Bars, validation);
        Assert.Equal((null, 3), (result.Start, result.BestEpoch));
    }

    [Theory]
    [InlineData(1)] // within the first epoch, of 9 steps
    [InlineData(9)] // at its end
    [InlineData(22)]
    public void Resumed_KeepsTheStartOfTheFirstAttempt(int steps)
    {
        using var folder = new TemporaryFolder();
        using var first = Trained();
        var (before, figures) = (first.AllValues, Measure(first));
        var checkpoints = new CheckpointOptions { Path = folder.File("run.checkpoint"), Interval = null };
        Interrupt(new NetworkTrainer(Spoiling), first, Bars, checkpoints, steps);
        Assert.NotEqual(before, Values(checkpoints)); // what is continued is no longer the start

        using var second = BarsRun.Network(threads: 2); // without what was learned: that lies in the checkpoint
        var events = new List<NetworkTrainingEvent>();
        var result = new NetworkTrainer(Spoiling).Train(second, Bars, BarsRun.Validation, checkpoints with { Resume = true }, events.Add);
        Assert.Equal((steps / 9, steps % 9), events.OfType<NetworkTrainingEvent.Resumed>().Select(resumed => (resumed.Epoch, resumed.Step)).Single());
        Assert.Equal(figures, events.OfType<NetworkTrainingEvent.Started>().Single().Start);
        Assert.Equal((4, -1), (result.History.Count, result.BestEpoch));
        Assert.Equal(figures, result.Start);
        Assert.Equal(before, second.AllValues);

        float[] Values(CheckpointOptions options)
        {
            using var file = CheckpointFile.Open(options.Path);
            using var network = BarsRun.Network();
            file.Read(new CheckpointMemory("values", network.Parameters.Values));
            return network.AllValues;
        }
    }

    [Theory]
    [InlineData(3)] // within the first epoch, of 5 steps
    [InlineData(13)]
    public void Resumed_TakesTheEpochThatAnUndisturbedRunTakes(int steps)
    {
        using var folder = new TemporaryFolder();
        using var undisturbed = BarsRun.Network();
        using var first = BarsRun.Network();
        using var second = BarsRun.Network();
        var trainer = new NetworkTrainer(BarsRun.Options with { MeasuresStart = true });
        var expected = trainer.Train(undisturbed, BarsRun.Train, BarsRun.Validation);
        var checkpoints = new CheckpointOptions { Path = folder.File("run.checkpoint"), Interval = null };
        Interrupt(trainer, first, BarsRun.Train, checkpoints, steps);
        var result = trainer.Train(second, BarsRun.Train, BarsRun.Validation, checkpoints with { Resume = true });
        Assert.Equal((expected.BestEpoch, expected.Start, expected.History.Count), (result.BestEpoch, result.Start, result.History.Count));
        Assert.True(result.BestEpoch >= 0);
        Assert.Equal(undisturbed.AllValues, second.AllValues);
    }

    [Fact]
    public void ACheckpointOfARunThatDidNotMeasureIt_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var network = Trained();
        var checkpoints = new CheckpointOptions { Path = folder.File("run.checkpoint") };
        new NetworkTrainer(Spoiling with { MeasuresStart = false }).Train(network, Bars, BarsRun.Validation, checkpoints);
        var error = Assert.Throws<CheckpointException>(
            () => new NetworkTrainer(Spoiling).Train(network, Bars, BarsRun.Validation, checkpoints with { Resume = true }));
        Assert.Contains("option MeasuresStart: false in the checkpoint, true now", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CancelledWhileTheStartIsMeasured_NothingBegins()
    {
        using var folder = new TemporaryFolder();
        using var network = Trained();
        using var cancellation = new CancellationTokenSource();
        var before = network.AllValues;
        var read = 0;
        var validation = BarsRun.Validation with { Preparation = new WatchedPixels(() =>
        {
            if (++read == 3) cancellation.Cancel();
        }) };
        var events = new List<NetworkTrainingEvent>();
        var checkpoints = new CheckpointOptions { Path = folder.File("run.checkpoint") };
        Assert.ThrowsAny<OperationCanceledException>(
            () => new NetworkTrainer(Spoiling).Train(network, Bars, validation, checkpoints, events.Add, endAfterEpoch: cancellation.Token));
        Assert.InRange(read, 3, 30); // of 31 images
        Assert.Empty(events);
        Assert.Empty(Directory.EnumerateFiles(folder.Path));
        Assert.Equal(before, network.AllValues);
    }

    [Fact]
    public void MeasuringTheStart_CountsAsEvaluation_AndNotToTheFirstEpoch()
    {
        using var network = Trained();
        var time = new ManualTime();
        var validation = BarsRun.Validation with { Preparation = new WatchedPixels(() => time.Advance(TimeSpan.FromSeconds(1))) };
        var result = new NetworkTrainer(Spoiling with { Epochs = 2 }).Train(network, Bars, validation, time: time);
        Assert.Equal(TimeSpan.FromSeconds(3 * 31), result.Timings.Evaluation);
        Assert.All(result.History, epoch => Assert.Equal(TimeSpan.FromSeconds(31), epoch.Duration));
    }

    [Fact]
    public void AStartThatIsNoNumber_IsNotKept_AndNotWaitedFor()
    {
        var best = new BestEpoch(EpochMetric.Loss, new EarlyStopping { Patience = 1 });
        best.Begin(new SetMetrics(0.5, double.NaN));
        Assert.Null(best.Epoch);
        Assert.False(best.ShouldStop);
        Assert.True(best.Add(0, new SetMetrics(0.5, 2)));
        Assert.Equal((0, false), (best.Epoch, best.ShouldStop));
    }

    /// <summary>A network that has learned the patterns.</summary>
    private static TwoLayerNetwork Trained()
    {
        var network = BarsRun.Network();
        new NetworkTrainer(new NetworkTrainingOptions { Epochs = 8, LearningRate = 0.05 }).Train(network, Bars);
        return network;
    }

    private static SetMetrics Measure(ITrainableNetwork network) => new NetworkEvaluation(network, BarsRun.Validation).Run().Metrics;

    /// <summary>Trains so many steps and saves the run.</summary>
    private static void Interrupt(NetworkTrainer trainer, ITrainableNetwork network, TrainingImages train, CheckpointOptions checkpoints, int steps)
    {
        using var cancellation = new CancellationTokenSource();
        void Count(NetworkTrainingEvent happened)
        {
            if (happened is NetworkTrainingEvent.StepDone && --steps == 0) cancellation.Cancel();
        }

        try
        {
            trainer.Train(network, train, BarsRun.Validation, checkpoints, Count, cancellation: cancellation.Token);
        }
        catch (OperationCanceledException)
        {
            // No epoch was done; the checkpoint is there all the same.
        }
    }

    /// <summary>Tells of every image that is prepared.</summary>
    private sealed class WatchedPixels(Action onImage) : IPixelPreparation
    {
        private readonly IPixelPreparation _pixels = BarsRun.Validation.Preparation;

        public int OutputLength => _pixels.OutputLength;

        public string Description => _pixels.Description;

        public void Prepare(ReadOnlySpan<byte> pixels, ImageOccurrence occurrence, Span<float> destination, int worker)
        {
            onImage();
            _pixels.Prepare(pixels, occurrence, destination, worker);
        }
    }

    /// <summary>A clock that stands still until it is moved.</summary>
    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
