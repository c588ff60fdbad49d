using MLPipeline.Training;

namespace MLPipeline.Trainer.Tests;

public sealed class ScheduleSyntaxTests
{
    public static TheoryData<string, LearningRateScheduler> Texts => new()
    {
        { "cosine", new CosineLRDecay() },
        { "constant", new ConstantLearningRate() },
        { "exponential", new ExponentialLRDecay() },
        { "exponential:0.5:4", new ExponentialLRDecay { DecayRate = 0.5, NumEpochsPerDecay = 4 } },
        { "polynomial", new PolynomialLRDecay { NumEpochsPerDecay = 12 } }, // over the run
        { "polynomial:3:2", new PolynomialLRDecay { NumEpochsPerDecay = 3, Power = 2 } },
        { "step", new StepLRDecay() },
        { "STEP:0.3333:20:40:60", new StepLRDecay { DecayRate = 0.3333, Milestones = [20, 40, 60] } },
        { "one-cycle:0.25", new OneCycleLR { RisingPart = 0.25 } },
        { "lsr", new LsrDecay() },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Parse_NameAndNumbers_AreTheSchedule(string text, LearningRateScheduler schedule)
    {
        Assert.Empty(ScheduleSyntax.Faults(text));
        Assert.Equal(schedule, ScheduleSyntax.Parse(text, epochs: 12));
    }

    [Fact]
    public void Faults_SeveralNumbers_NamesEachThatIsNone() =>
        Assert.Equal(["'a'", "'b'"], ScheduleSyntax.Faults("step:a:1:b").Select(fault => fault.Split("; ")[1].Split(' ')[0]));
}
