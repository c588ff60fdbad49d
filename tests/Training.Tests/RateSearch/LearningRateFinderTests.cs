using MLPipeline.Execution;
using MLPipeline.Kernels.Threading;
using MLPipeline.Networks;

namespace MLPipeline.Training.Tests;

public class LearningRateFinderTests
{
    private static readonly LearningRateSearchOptions Search = new() { FromRate = 1e-5, ToRate = 10, Steps = 60 };

    [Fact]
    public void Find_GivesTheNetworkBack_AndTrainingAfterwardsIsTheSameToTheBit()
    {
        using var untouched = BarsRun.Network();
        var expected = BarsRun.Finish(untouched);

        using var network = BarsRun.Network();
        var before = network.AllValues; // the running mean is among them
        var curve = new LearningRateFinder(BarsRun.Options, Search).Find(network, BarsRun.Train);
        Assert.Equal(before, network.AllValues);
        Assert.True(curve.Points.Count > 9, "more than an epoch, so that order, jitter, mixing and dropout of several were drawn");
        Assert.Equal(expected, BarsRun.Finish(network));
    }

    [Fact]
    public void Find_OnACompiledResidualNetwork_RestoresWeightsAndNormalisationStatistics()
    {
        var graph = NetworkCatalog.Find("resnet14").Build(new NetworkOptions { Classes = 3, Channels = 1, Height = 12, Width = 12 });
        using var team = new WorkTeam(2);
        using var network = CompiledNetwork.Compile(
            graph,
            NetworkParameters.Of(graph).Where(parameter => !parameter.IsStatistic).Select(parameter => parameter.Name),
            3,
            new ExecutionOptions(),
            team);
        float[] Values() => network.Parameters.Values.Span(0, (int)network.Parameters.Values.Length).ToArray();
        Assert.Contains(network.Parameters.Slots, slot => slot.Kind == ParameterKind.Statistic);
        var train = new TrainingImages
        {
            Pixels = MemoryPixels.Bars(64, seed: 1, side: 12),
            Preparation = new PixelNormalizer(12, 12, [0.5f], [0.25f]),
        };
        var before = Values();
        var moved = false;
        var finder = new LearningRateFinder(new NetworkTrainingOptions(), Search with { Steps = 20 });
        var first = finder.Find(network, train, _ => moved |= !before.AsSpan().SequenceEqual(Values()));
        Assert.True(moved);
        Assert.Equal(before, Values());
        Assert.Equal(first.Points, finder.Find(network, train).Points);
    }

    [Fact]
    public void Find_RaisesTheRateByEqualFactors_AndSmoothsTheLossesOfTraining()
    {
        using var network = BarsRun.Network();
        var told = new List<LearningRatePoint>();
        var points = new LearningRateFinder(BarsRun.Options, Search with { ToRate = 1e-2 }).Find(network, BarsRun.Train, told.Add).Points;
        Assert.Equal(told, points);
        Assert.Equal(60, points.Count);
        Assert.Equal(1e-5, points[0].LearningRate, 1e-18);
        Assert.Equal(1e-2, points[^1].LearningRate, 1e-12);
        foreach (var (one, next) in points.Zip(points.Skip(1)))
        {
            Assert.Equal(Math.Pow(1000, 1 / 59.0), next.LearningRate / one.LearningRate, 1e-9);
        }

        // The definition: the mean of all losses so far, the one k steps ago with the weight 0.98^k.
        for (var i = 0; i < points.Count; i++)
        {
            var weights = Enumerable.Range(0, i + 1).Select(j => Math.Pow(0.98, i - j)).ToArray();
            var mean = weights.Select((weight, j) => weight * points[j].Loss).Sum() / weights.Sum();
            Assert.Equal(mean, points[i].SmoothedLoss, 1e-9);
        }

        NetworkTrainingEvent.StepDone? first = null;
        BarsRun.Finish(network, onEvent: happened => first ??= happened as NetworkTrainingEvent.StepDone);
        Assert.Equal(first!.Loss, points[0].Loss);
    }

    [Fact]
    public void Find_EndsWhenTheLossBlowsUp_WithASuggestionThatTrainsBetterThanATenthAndAThousandTimesIt()
    {
        using var network = BarsRun.Network();
        var training = BarsRun.Options with
        {
            Optimizer = new SgdOptions(),
            LearningRateScheduler = new ConstantLearningRate(),
            ClipNorm = null,
            ParameterRates = [],
            EarlyStopping = null,
        };
        var before = network.AllValues;
        var curve = new LearningRateFinder(training, Search with { ToRate = 1e3, Steps = 100 }).Find(network, BarsRun.Train);
        Assert.NotEqual(LearningRateSearchEnd.AllSteps, curve.End);
        Assert.True(curve.Points.Count < 100);
        Assert.Equal(before, network.AllValues);

        double LossWith(double rate)
        {
            using var fresh = BarsRun.Network();
            var trainer = new NetworkTrainer(training with { LearningRate = rate });
            return trainer.Train(fresh, BarsRun.Train, BarsRun.Validation).History[^1].Train.Loss;
        }

        var suggested = LossWith(curve.Valley!.LearningRate);
        Assert.True(suggested < LossWith(curve.Valley.LearningRate / 10), $"{curve.Valley}: {suggested}");
        Assert.True(suggested < LossWith(curve.Valley.LearningRate * 1000), $"{curve.Valley}: {suggested}");
    }

    [Fact]
    public void Find_WhenNotEvenTheFirstLossIsANumber_SaysWhy_AndGivesTheNetworkBack()
    {
        using var network = BarsRun.Network();
        network.Parameters.Values.Span(network.Parameters["fc1.weight"].Start, 1)[0] = float.NaN;
        var before = network.AllValues;
        var finder = new LearningRateFinder(BarsRun.Options, Search);
        var error = Assert.Throws<TrainingDivergedException>(() => finder.Find(network, BarsRun.Train));
        Assert.Contains("fc1.weight", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, network.AllValues);
    }

    [Fact]
    public void Find_Cancelled_GivesTheNetworkBack()
    {
        using var network = BarsRun.Network();
        using var cancellation = new CancellationTokenSource();
        var before = network.AllValues;
        void CancelInTheMidst(LearningRatePoint point)
        {
            if (point.Step == 7) cancellation.Cancel();
        }

        var finder = new LearningRateFinder(BarsRun.Options, Search);
        Assert.Throws<OperationCanceledException>(() => finder.Find(network, BarsRun.Train, CancelInTheMidst, cancellation.Token));
        Assert.Equal(before, network.AllValues);
    }

    [Fact]
    public void Options_WithFaults_AreRefusedWithAllOfThem()
    {
        var bad = new LearningRateSearchOptions { FromRate = 0, ToRate = -1, Steps = 19, Smoothing = 1, LargestRise = double.NaN };
        var error = Assert.Throws<ArgumentException>(() => new LearningRateFinder(new NetworkTrainingOptions(), bad));
        foreach (var fault in (string[])["FromRate 0", "ToRate -1", "Steps 19", "Smoothing 1", "LargestRise NaN"])
        {
            Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        }

        error = Assert.Throws<ArgumentException>(() => new LearningRateFinder(new NetworkTrainingOptions { ClipNorm = 0 }));
        Assert.Contains("ClipNorm 0", error.Message, StringComparison.Ordinal);
    }
}
