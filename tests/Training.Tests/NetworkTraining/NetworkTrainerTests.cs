namespace MLPipeline.Training.Tests;

public class NetworkTrainerTests
{
    private static readonly NetworkTrainingOptions Plain = new() { Epochs = 8, LearningRate = 0.05 };

    private static readonly TrainingImages Bars = new() { Pixels = MemoryPixels.Bars(70, seed: 1), Preparation = new PixelNormalizer(6, 6, [0], [1]) };

    [Fact]
    public void Training_LearnsThePatterns_AndReportsEveryStepAndEpoch()
    {
        using var network = BarsRun.Network();
        var events = new List<NetworkTrainingEvent>();
        var result = new NetworkTrainer(Plain).Train(network, Bars, BarsRun.Validation, onEvent: events.Add);
        Assert.True(result.History[^1].Validation!.Value.Accuracy > 0.9, $"{result.History[^1]}");
        Assert.True(result.History[^1].Train.Loss < result.History[0].Train.Loss / 2);

        var started = Assert.IsType<NetworkTrainingEvent.Started>(events[0]);
        Assert.Equal((70, 31, 9), (started.TrainImages, started.ValidationImages, started.StepsPerEpoch)); // 8 full batches and 6 images
        var values = network.Parameters.Values.Length * 4;
        Assert.Equal(network.PlannedBytes + (network.Parameters.TrainedLength * 4) + values, started.PlannedBytes); // velocity, best values
        var steps = events.OfType<NetworkTrainingEvent.StepDone>().ToList();
        Assert.Equal(8 * 9, steps.Count);
        Assert.Equal((7, 8), (steps[^1].Epoch, steps[^1].Step));
        Assert.Equal(0.05, steps[0].LearningRate);
        Assert.All(steps, step => Assert.True(step.ImagesPerSecond > 0 && step.GradientNorm is null));
        Assert.Equal(result.History, events.OfType<NetworkTrainingEvent.EpochDone>().Select(done => done.Figures));
        Assert.InRange(result.Timings.PreparationShare, 0.0001, 0.9999);
    }

    [Fact]
    public void Run_WithEverythingOn_GivesTheSameBytesOnOneAndTwoThreads()
    {
        using var one = BarsRun.Network(threads: 1);
        using var two = BarsRun.Network(threads: 2);
        Assert.Equal(BarsRun.Finish(one), BarsRun.Finish(two));
        Assert.NotEqual(one.AllValues, BarsRun.Finish(BarsRun.Network(), options: BarsRun.Options with { Seed = 12 }));
    }

    [Fact]
    public void SeveralBatchesPerStep_GiveTheStepOfOneLargeBatch()
    {
        var images = Bars with { Pixels = MemoryPixels.Bars(64, seed: 1) }; // no batch is short
        using var small = new TwoLayerNetwork(4, 36, 12, 3, centre: false); // or each batch would have a mean of its own
        using var large = new TwoLayerNetwork(16, 36, 12, 3, centre: false);
        new NetworkTrainer(Plain with { BatchesPerStep = 4 }).Train(small, images);
        new NetworkTrainer(Plain).Train(large, images);
        Assert.All(small.AllValues.Zip(large.AllValues), pair => Assert.Equal(pair.First, pair.Second, 1e-4f)); // the sums are rounded in another order
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.9)]
    public void BestEpoch_IsWhatTheNetworkHasInTheEnd(double? decay)
    {
        // A rate that grows without end spoils what was learned; the best epoch lies before.
        var options = Plain with { MovingAverageDecay = decay, LearningRateScheduler = new ExponentialLRDecay { DecayRate = 1 }, LearningRate = 2, Epochs = 6 };
        using var network = BarsRun.Network();
        var result = new NetworkTrainer(options).Train(network, Bars, BarsRun.Validation);
        var best = result.History.Max(epoch => epoch.Validation!.Value.Accuracy);
        Assert.Equal(best, result.History[result.BestEpoch].Validation!.Value.Accuracy);
        Assert.Equal(result.BestEpoch, result.History.ToList().FindLastIndex(epoch => epoch.IsBest));
        var measured = new NetworkEvaluation(network, BarsRun.Validation).Run().Metrics;
        Assert.Equal(result.History[result.BestEpoch].Validation, measured);
    }

    [Fact]
    public void WithoutValidation_TheAverageOfTheLastEpochCounts()
    {
        using var averaged = BarsRun.Network();
        using var plain = BarsRun.Network();
        var result = new NetworkTrainer(Plain with { MovingAverageDecay = 0.99 }).Train(averaged, Bars);
        new NetworkTrainer(Plain).Train(plain, Bars);
        Assert.Equal(7, result.BestEpoch);
        Assert.Null(result.History[0].Validation);
        Assert.All(result.History[7].ClassAccuracies, accuracy => Assert.InRange(accuracy, 0, 1));
        Assert.NotEqual(plain.AllValues, averaged.AllValues);
    }

    [Fact]
    public void EarlyStopping_EndsTheRun()
    {
        using var network = BarsRun.Network();
        var options = Plain with { EarlyStopping = new EarlyStopping { Patience = 2, MinDelta = 10 } }; // nothing improves that much
        Assert.Equal(3, new NetworkTrainer(options).Train(network, Bars, BarsRun.Validation).History.Count);
    }

    [Fact]
    public void Frozen_ParametersStayAsTheyAre()
    {
        using var network = BarsRun.Network();
        var before = network.Parameters.Read(network.Parameters["fc1.weight"]);
        new NetworkTrainer(Plain with { ParameterRates = [new("fc1.*", 0)] }).Train(network, Bars);
        Assert.Equal(before, network.Parameters.Read(network.Parameters["fc1.weight"]));
    }

    [Fact]
    public void TooHighARate_IsNamedWithTheStep()
    {
        using var network = BarsRun.Network();
        var error = Assert.Throws<TrainingDivergedException>(() => new NetworkTrainer(Plain with { LearningRate = 1e30 }).Train(network, Bars));
        Assert.Matches(@"at step [2-9] \(epoch 1\) with the learning rate .*try a tenth of it, a warm-up, or clipped gradients", error.Message);
    }

    [Fact]
    public void BadPixelsAndBadWeights_AreToldFromAHighRate()
    {
        using var network = BarsRun.Network();
        var broken = Bars with { Preparation = new BrokenPixels() };
        Assert.Contains("fault lies in their preparation", Assert.Throws<TrainingDivergedException>(() => new NetworkTrainer(Plain).Train(network, broken)).Message, StringComparison.Ordinal);
        network.Parameters.Write(network.Parameters["fc2.bias"], [0, float.NaN, 0]);
        Assert.Contains("'fc2.bias'", Assert.Throws<TrainingDivergedException>(() => new NetworkTrainer(Plain).Train(network, Bars)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelling_BeforeTheFirstEpochIsDone_LeavesNoModel()
    {
        using var network = BarsRun.Network();
        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => new NetworkTrainer(Plain).Train(network, Bars, onEvent: _ => cancellation.Cancel(), cancellation: cancellation.Token));
    }

    [Fact]
    public void Cancelling_Later_KeepsTheBestUntilThen()
    {
        using var network = BarsRun.Network();
        using var cancellation = new CancellationTokenSource();
        var result = new NetworkTrainer(Plain).Train(network, Bars, BarsRun.Validation, onEvent: happening =>
        {
            if (happening is NetworkTrainingEvent.EpochDone { Figures.Epoch: 2 }) cancellation.Cancel();
        }, cancellation: cancellation.Token);
        Assert.True(result.Cancelled);
        Assert.Equal(3, result.History.Count);
    }

    [Theory]
    [InlineData(1)] // in the first epoch, of 5 steps
    [InlineData(8)]
    public void EndingAfterTheEpoch_SavesAtOnce_FinishesTheEpoch_AndCanBeContinued(int steps)
    {
        using var folder = new TemporaryFolder();
        using var undisturbed = BarsRun.Network();
        using var first = BarsRun.Network();
        using var second = BarsRun.Network();
        using var end = new CancellationTokenSource();
        var events = new List<NetworkTrainingEvent>();
        var checkpoints = new CheckpointOptions { Network = "two layers", Path = folder.File("run.checkpoint"), Interval = null };
        var result = new NetworkTrainer(BarsRun.Options).Train(first, BarsRun.Train, BarsRun.Validation, checkpoints, happened =>
        {
            events.Add(happened);
            if (events.OfType<NetworkTrainingEvent.StepDone>().Count() == steps) end.Cancel();
        }, endAfterEpoch: end.Token);
        var epochs = (steps / 5) + 1;
        Assert.True(result.Cancelled);
        Assert.Equal(epochs, result.History.Count);
        var saved = events.OfType<NetworkTrainingEvent.CheckpointSaved>().Select(saved => (saved.Epoch, saved.Step)).ToList();
        Assert.Equal([(epochs - 1, steps % 5), (epochs, 0)], saved.TakeLast(2)); // at the request, so that nothing is lost, and at the epoch's end
        Assert.Equal(BarsRun.Finish(undisturbed), BarsRun.Finish(second, checkpoints with { Resume = true }));
    }

    [Fact]
    public void EndingBeforeTheFirstStep_LeavesNoModel()
    {
        using var network = BarsRun.Network();
        Assert.Throws<OperationCanceledException>(() => new NetworkTrainer(Plain).Train(network, Bars, endAfterEpoch: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Options_AreRefusedWithEveryFault()
    {
        var options = new NetworkTrainingOptions
        {
            Epochs = 0,
            LearningRate = double.NaN,
            LearningRateScheduler = new OneCycleLR { RisingPart = 0 },
            Optimizer = new SgdOptions { Momentum = 2 },
            ParameterRates = [new("", 1)],
            ClipNorm = 0,
            LabelSmoothing = 1,
            MovingAverageDecay = 1,
            BatchesPerStep = 0,
            KeepBestBy = (EpochMetric)7,
            EarlyStopping = new EarlyStopping { Patience = 0 },
        };
        Assert.Equal(11, options.Faults().Count());
        var error = Assert.Throws<ArgumentException>(() => new NetworkTrainer(options));
        Assert.All(options.Faults(), fault => Assert.Contains(fault, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void ImagesThatDoNotFit_AreRefusedWithEveryFault()
    {
        using var network = new TwoLayerNetwork(4, imageLength: 35, hidden: 2, classes: 4);
        var wrong = Bars with { Pixels = new MemoryPixels(new byte[36], [5], 6, 6, 1, 3) };
        var empty = Bars with { Pixels = new MemoryPixels([], [], 6, 6, 1, 4), Mixing = new NeighbourMixing() };
        var error = Assert.Throws<ArgumentException>(() => new NetworkTrainer(Plain).Train(network, wrong, empty));
        foreach (var part in (string[])["3 classes; the network has 4", "36 values each; the network takes 35", "label 5", "no validation images", "not mixed"])
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentException>(() => new NetworkTrainer(Plain with { EarlyStopping = new() }).Train(network, Bars));
    }

    private sealed class BrokenPixels : IPixelPreparation
    {
        public int OutputLength => 36;

        public string Description => "broken";

        public void Prepare(ReadOnlySpan<byte> pixels, ImageOccurrence occurrence, Span<float> destination, int worker) => destination.Fill(float.NaN);
    }
}
