using System.Text.Json;

namespace MLPipeline.Training.Tests;

/// <summary>Against PyTorch's schedulers, stepped once per batch: Golden/schedule_oracle.py.</summary>
public class ScheduleOracleTests
{
    private const int Epochs = 8;
    private const int StepsPerEpoch = 5;

    private static readonly JsonElement Oracle = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "schedule_oracle.json"))).RootElement;

    public static TheoryData<string, LearningRateScheduler> Schedules { get; } = new()
    {
        { "constant", new ConstantLearningRate() },
        { "step", new ExponentialLRDecay { DecayRate = 0.3, NumEpochsPerDecay = 2 } },
        { "milestones", new StepLRDecay { DecayRate = 0.2, Milestones = [3, 6] } },
        { "exponential", new ExponentialLRDecay { DecayRate = 0.9, NumEpochsPerDecay = 1, Staircase = false } },
        { "polynomial", new PolynomialLRDecay { NumEpochsPerDecay = Epochs, EndFactor = 0, Power = 2 } },
        { "cosine", new CosineLRDecay() },
        { "one-cycle", new OneCycleLR() },
        { "one-cycle-other", new OneCycleLR { RisingPart = 0.47, StartDivisor = 10, EndDivisor = 100, LowMomentum = 0.8, HighMomentum = 0.9 } },
        { "warm-up-cosine", new WarmUpLR { Epochs = 2 } },
        { "warm-up-milestones", new WarmUpLR { Epochs = 2, Schedule = new StepLRDecay { DecayRate = 0.2, Milestones = [3, 6], LearningRate = 0.4f } } },
    };

    [Theory]
    [MemberData(nameof(Schedules))]
    public void EveryStep_HasTheRateAndMomentumOfPyTorch(string name, LearningRateScheduler schedule)
    {
        var expected = Oracle.GetProperty(name);
        for (var step = 0; step < Epochs * StepsPerEpoch; step++)
        {
            var position = new SchedulePosition(step, StepsPerEpoch, Epochs, 10);
            Assert.Equal(expected.GetProperty("rates")[step].GetDouble(), schedule.RateAt(0.4, position), 1e-8); // 0.4 in single precision is off by 6e-9
            Assert.Equal(expected.GetProperty("momenta")[step].GetDouble(), schedule.MomentumAt(position) ?? 0.9, 1e-12);
        }
    }

    [Fact]
    public void StepDecay_WithoutMilestones_FallsAtHalfAndThreeQuarters() =>
        Assert.Equal([1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01], Enumerable.Range(0, Epochs).Select(epoch => Math.Round(new StepLRDecay().FactorAt(new(epoch * StepsPerEpoch, StepsPerEpoch, Epochs, 10)), 12)));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)] // the rate is highest at step 10 * 0.1 - 1 = 0, the first one
    public void OneCycle_OfFewSteps_HasARateForEachOfThem(int steps)
    {
        var schedule = new OneCycleLR { RisingPart = 0.1 };
        for (var step = 0; step < steps; step++) Assert.InRange(schedule.FactorAt(new(step, steps, 1, 10)), 1 / 250_000.0 * 0.999, 1);
    }

    [Fact]
    public void Faults_NameEveryBadValue()
    {
        Assert.Equal(2, new StepLRDecay { DecayRate = 0, Milestones = [3, 3] }.Faults().Count());
        Assert.Equal(5, new OneCycleLR { RisingPart = 1, StartDivisor = 0, EndDivisor = double.NaN, LowMomentum = 1, HighMomentum = -1 }.Faults().Count());
        Assert.Equal(3, new WarmUpLR { Epochs = 0, StartFactor = 2, Schedule = new StepLRDecay { DecayRate = 2 } }.Faults().Count());
    }

    [Fact]
    public void StepDecays_WithTheSameMilestones_AreEqual() => Assert.Equal(new StepLRDecay { Milestones = [1, 2] }, new StepLRDecay { Milestones = [1.0, 2.0] });
}
