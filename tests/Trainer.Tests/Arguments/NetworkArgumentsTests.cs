using System.CommandLine;
using MLPipeline.Training;

namespace MLPipeline.Trainer.Tests;

public sealed class NetworkArgumentsTests
{
    private readonly HeadArguments _head = new();
    private readonly NetworkArguments _network = new();
    private readonly Command _command = new("train");

    public NetworkArgumentsTests()
    {
        _head.AddTo(_command);
        _network.AddTo(_command);
    }

    [Fact]
    public void NothingTyped_GivesTheDefaultsOfNetworks_NotThoseOfHeads()
    {
        var arguments = _command.Parse("--network resnet20 --from-scratch");
        var options = Options(arguments);
        Assert.Equal(new NetworkTrainingOptions(), options);
        Assert.Empty(options.Faults().Concat(_network.Faults(arguments)));
        Assert.Equal(64, NetworkArguments.BatchSize(_head.Given(arguments, [])));
        Assert.Null(_network.Checkpoints(arguments, "resnet20"));
    }

    [Fact]
    public void EverythingTyped_IsUsed()
    {
        var arguments = _command.Parse(
            "--network resnet20 --from-scratch --epochs 80 --batch-size 100 --learning-rate 0.4 --schedule one-cycle:0.2 --optimizer sgd --momentum 0.8 --nesterov "
            + "--weight-decay 5e-4 --warm-up 2 --clip 1 --label-smoothing 0.1 --ema 0.99 --accumulate 3 --balance --patience 7 --stop-on loss --checkpoint runs --resume");
        Assert.Equal(
            new NetworkTrainingOptions
            {
                Epochs = 80,
                LearningRate = 0.4f,
                LearningRateScheduler = new WarmUpLR { Epochs = 2, Schedule = new OneCycleLR { RisingPart = 0.2 } },
                Optimizer = new SgdOptions { Momentum = 0.8, Nesterov = true, WeightDecay = 5e-4 },
                ClipNorm = 1,
                LabelSmoothing = 0.1,
                MovingAverageDecay = 0.99,
                BatchesPerStep = 3,
                Balance = true,
                KeepBestBy = EpochMetric.Loss,
                EarlyStopping = new EarlyStopping { Patience = 7 },
                Seed = 5,
            },
            Options(arguments, seed: 5));
        Assert.Equal(new CheckpointOptions { Path = Path.Combine("runs", "training.checkpoint"), Network = "resnet20", Resume = true }, _network.Checkpoints(arguments, "resnet20"));
        Assert.Equal(100, NetworkArguments.BatchSize(_head.Given(arguments, [])));
        Assert.Empty(_network.Faults(arguments));
    }

    [Theory]
    [InlineData("sgd", 0.0)]
    [InlineData("momentum", 0.9)]
    public void PlainDescent_HasNoMomentumUnlessItIsTyped(string name, double momentum) =>
        Assert.Equal(new SgdOptions { Momentum = momentum }, Options(_command.Parse($"--optimizer {name}")).Optimizer);

    [Fact]
    public void AdamW_HasDecoupledDecayAndARateOfItsOwn()
    {
        var options = Options(_command.Parse("--optimizer AdamW --weight-decay 0.05 --momentum 0.85"));
        Assert.Equal(new AdamOptions { DecoupledDecay = true, WeightDecay = 0.05, Beta1 = 0.85 }, options.Optimizer);
        Assert.Equal(0.001, options.LearningRate);
        var faults = new List<string>();
        _head.Options(_command.Parse("--optimizer adamw"), 0, faults);
        Assert.Contains("whole networks", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--network resnet20 --unfreeze all --from-scratch", "only one of them")]
    [InlineData("--network resnet20", "add --from-scratch")]
    [InlineData("--from-scratch", "needs --network")]
    [InlineData("--unfreeze all --resume", "needs --checkpoint")]
    [InlineData("--unfreeze all --download --data-dir d", "--data-dir, --download: only with --dataset")]
    [InlineData("--clip 1 --ema 0.9", "--clip, --ema: only for the training of a network")]
    public void Contradictions_AreNamed(string line, string fault) => Assert.Contains(fault, Assert.Single(_network.Faults(_command.Parse(line))), StringComparison.Ordinal);

    [Theory]
    [InlineData("step", "StepLRDecay { LearningRate = , Milestones = , DecayRate = 0.1 }")]
    [InlineData("exponential:0.333:20", "ExponentialLRDecay { LearningRate = , NumEpochsPerDecay = 20, DecayRate = 0.333, Staircase = True }")]
    [InlineData("polynomial:30:2:0", "PolynomialLRDecay { LearningRate = , NumEpochsPerDecay = 30, EndFactor = 0, Power = 2, Cycle = False }")]
    [InlineData("LSR", "LsrDecay")]
    public void Schedules_HaveNumbersAfterColons(string text, string expected)
    {
        var faults = new List<string>();
        Assert.StartsWith(expected, ScheduleSyntax.Parse(text, faults).ToString(), StringComparison.Ordinal);
        Assert.Equal(new StepLRDecay { DecayRate = 0.2, Milestones = [30, 60.5] }, ScheduleSyntax.Parse("step:0.2:30:60.5", faults));
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("cosin", "valid values are cosine, constant, step[:FACTOR[:EPOCH]...]")]
    [InlineData("constant:1", "valid values are")]
    [InlineData("step:x", "'x' is no number. It is step[:FACTOR[:EPOCH]...]")]
    public void BadSchedules_AreNamedWithWhatIsValid(string text, string fault)
    {
        var faults = new List<string>();
        ScheduleSyntax.Parse(text, faults);
        Assert.Contains(fault, Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void PenaltyOfHeads_IsRefusedForNetworks()
    {
        var faults = new List<string>();
        _head.Given(_command.Parse("--l2 0.1"), faults);
        Assert.Contains("--weight-decay", Assert.Single(faults), StringComparison.Ordinal);
    }

    private NetworkTrainingOptions Options(ParseResult arguments, int seed = 0) => _network.Options(arguments, _head.Given(arguments, []), seed);
}
