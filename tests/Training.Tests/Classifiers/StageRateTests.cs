using MLPipeline.Kernels.Threading;
using MLPipeline.Networks;

namespace MLPipeline.Training.Tests;

public sealed class StageRateTests
{
    private static readonly TrainableClassifier Classifier = PretrainedNetwork.With(classes: 3);

    /// <summary>One step of plain descent, so that what a parameter moves is its rate times its gradient.</summary>
    private static readonly ClassifierTrainingOptions OneStep = new()
    {
        BatchSize = 12,
        Training = new NetworkTrainingOptions
        {
            Epochs = 1,
            LearningRate = 0.1,
            LearningRateScheduler = new ConstantLearningRate(),
            Optimizer = new SgdOptions { Momentum = 0 },
        },
    };

    [Fact]
    public void Rates_HaveEqualRatios_FromTheFirstTrainedStageToTheClassifier()
    {
        var options = OneStep with { LowestLearningRate = 1e-3 };
        var stages = new ClassifierTrainer(options).Stages(Classifier);
        Assert.Equal(ParameterStages.Of(Classifier.Network).Select(stage => stage.Name), stages.Select(stage => stage.Stage));
        Assert.Equal(1e-3, stages[0].LearningRate, 1e-15);
        Assert.Equal(0.1, stages[^1].LearningRate, 1e-15);
        var ratio = Math.Pow(100, 1.0 / (stages.Count - 1));
        foreach (var (one, next) in stages.Zip(stages.Skip(1))) Assert.Equal(ratio, next.LearningRate / one.LearningRate, 1e-9);

        var last = new ClassifierTrainer(options with { Unfreeze = Unfreezing.Parse("last-stage") }).Stages(Classifier);
        Assert.Equal([1e-3, 0.1], last.Select(stage => Math.Round(stage.LearningRate, 12)));
        var alone = new ClassifierTrainer(options with { Unfreeze = Unfreezing.Parse("0") }).Stages(Classifier);
        Assert.Equal(0.1, alone.Single().LearningRate);
        Assert.All(new ClassifierTrainer(OneStep).Stages(Classifier), stage => Assert.Equal(0.1, stage.LearningRate));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    public void Training_MovesEachStageByItsRate_TimesTheSchedule(double factor)
    {
        var training = OneStep.Training with { LearningRateScheduler = new SameFactor(factor) };
        var alike = Movements(Train(OneStep));
        var trained = Train(OneStep with { Training = training, LowestLearningRate = 1e-3 });
        var moved = Movements(trained);
        foreach (var stage in trained.Stages)
        {
            var expected = factor * stage.LearningRate / 0.1;
            foreach (var name in stage.Parameters)
            {
                // What is added to a value of about 1 is rounded to 6e-8.
                for (var i = 0; i < alike[name].Length; i++)
                {
                    Assert.Equal(expected * alike[name][i], moved[name][i], 2e-7 + (1e-5 * Math.Abs(alike[name][i])));
                }
            }
        }

        Assert.Contains(trained.Stages[^1].Parameters, name => alike[name].Max(Math.Abs) > 1e-3); // there is something to compare
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.11)]
    [InlineData(double.NaN)]
    public void LowestRate_ThatIsNone_IsRefused(double lowest)
    {
        var error = Assert.Throws<ArgumentException>(() => new ClassifierTrainer(OneStep with { LowestLearningRate = lowest }));
        Assert.Contains($"LowestLearningRate {lowest}", error.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, float[]> Movements(TrainedClassifier trained)
    {
        static Dictionary<string, float[]> Values(TrainableClassifier classifier) =>
            NetworkParameters.Of(classifier.Network).ToDictionary(parameter => parameter.Name, parameter => parameter.Data.ToFloats());
        var (before, after) = (Values(Classifier), Values(trained.Classifier));
        return after.Keys.ToDictionary(name => name, name => after[name].Zip(before[name], (now, then) => now - then).ToArray());
    }

    private static TrainedClassifier Train(ClassifierTrainingOptions options)
    {
        var random = new Random(4);
        var pixels = new byte[12 * 32 * 32 * 3];
        random.NextBytes(pixels);
        var images = new MemoryPixels(pixels, [.. Enumerable.Range(0, 12).Select(i => i % 3)], 32, 32, 3, 3);
        using var data = new ClassifierData
        {
            Train = new ClassifierImages(images, _ => throw new NotSupportedException()),
            Summary = DataSummary.Of(images, null, images),
        };
        using var team = new WorkTeam(2);
        return new ClassifierTrainer(options).Train(Classifier, data, team);
    }

    private sealed record SameFactor(double Factor) : LearningRateScheduler
    {
        public override double FactorAt(SchedulePosition position) => Factor;
    }
}
