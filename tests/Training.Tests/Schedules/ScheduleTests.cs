namespace MLPipeline.Training.Tests;

public class ScheduleTests
{
    private static SchedulePosition At(double epoch, int epochs = 200, int batchSize = 10, int stepsPerEpoch = 20) =>
        new((long)(epoch * stepsPerEpoch), stepsPerEpoch, epochs, batchSize);

    [Theory]
    [InlineData(0, 0.01)]
    [InlineData(1, 0.01)]
    [InlineData(25, 0.004759203)] // both from the log that ML.NET's own sample prints
    [InlineData(49, 0.002265001)]
    public void ExponentialDecay_EqualsTheRatesThatMLNetLogs(int epoch, double expected) =>
        Assert.Equal(expected, new ExponentialLRDecay().RateAt(0.01, At(epoch)), 9);

    [Fact]
    public void ExponentialDecay_WithoutStaircase_FallsWithinTheEpochs() =>
        Assert.Equal(0.01 * Math.Pow(0.94, 0.5), new ExponentialLRDecay { Staircase = false }.RateAt(0.01, At(1)), 12);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0.505)] // half way from 1 to 0.01
    [InlineData(2, 0.01)]
    [InlineData(9, 0.01)]
    public void PolynomialDecay_IsALineThatEndsAtTheEndFactor(int epoch, double expected) =>
        Assert.Equal(expected, new PolynomialLRDecay().FactorAt(At(epoch)), 12);

    [Fact]
    public void PolynomialDecay_Cycling_StartsAgainOverTwiceTheEpochs() =>
        Assert.Equal(0.01 + (0.99 * 0.25), new PolynomialLRDecay { Cycle = true }.FactorAt(At(3)), 12); // 3 of 4 epochs are gone

    [Theory]
    [InlineData(0, 1)]
    [InlineData(91, 0.1)]
    [InlineData(135, 0.1)]
    [InlineData(136, 0.01)]
    [InlineData(199, 0.0001)]
    public void LsrDecay_ScalesWithTheBatchAndStepsDown(int epoch, double multiplier) =>
        Assert.Equal(64 / 128.0 * multiplier, new LsrDecay().FactorAt(At(epoch, batchSize: 64)), 12);

    [Fact]
    public void CosineDecay_GoesFromOneThroughAHalfToZero()
    {
        var schedule = new CosineLRDecay();
        Assert.Equal(1, schedule.FactorAt(At(0)), 12);
        Assert.Equal(0.5, schedule.FactorAt(At(100)), 12);
        Assert.Equal(0, schedule.FactorAt(At(200)), 12);
    }

    [Fact]
    public void ScheduleWithARateOfItsOwn_IgnoresTheOptionsRate() =>
        Assert.Equal(0.5, new ConstantLearningRate { LearningRate = 0.5f }.RateAt(0.01, At(3)), 12);

    [Fact]
    public void Faults_NameEveryBadValue()
    {
        Assert.Equal(3, new ExponentialLRDecay { LearningRate = -1, NumEpochsPerDecay = 0, DecayRate = 2 }.Faults().Count());
        Assert.Equal(3, new PolynomialLRDecay { NumEpochsPerDecay = -1, EndFactor = 2, Power = 0 }.Faults().Count());
        Assert.Equal(2, new LsrDecay { Items = [(1, 1), (0, 0)] }.Faults().Count());
    }

    [Fact]
    public void ToString_Lists_AreWrittenOut()
    {
        Assert.Contains("Milestones = [1, 2.5], DecayRate = 0.2", new StepLRDecay { Milestones = [1, 2.5], DecayRate = 0.2 }.ToString(), StringComparison.Ordinal);
        Assert.Contains("Items = [(0, 1), (7, 0.5)]", new LsrDecay { Items = [(0, 1), (7, 0.5)] }.ToString(), StringComparison.Ordinal);
    }
}
