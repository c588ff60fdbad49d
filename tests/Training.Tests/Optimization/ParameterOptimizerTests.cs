using MLPipeline.Execution;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Training.Tests;

public class ParameterOptimizerTests
{
    private static readonly (string, ParameterKind, long[])[] Layers =
    [
        ("stem.weight", ParameterKind.Weight, [300, 500]), // three parts
        ("head.weight", ParameterKind.Weight, [40]),
        ("head.bias", ParameterKind.Bias, [10]),
        ("norm.running_mean", ParameterKind.Statistic, [10]),
    ];

    [Fact]
    public void Step_OnOneAndThreeThreads_GivesTheSameBytesWithoutAllocating()
    {
        var results = new List<float[]>();
        foreach (var threads in (int[])[1, 3])
        {
            using var team = new WorkTeam(threads);
            using var parameters = Filled();
            using var optimizer = new AdamOptions { WeightDecay = 0.01 }.CreateFor(parameters, team);
            using var average = new MovingAverage(0.99, parameters, team);
            using var accumulator = new GradientAccumulator(parameters, team);
            var norm = new GradientNorm(parameters, team, ParameterRange.Of(parameters, []));
            Steps();
            Assert.Equal(0, SteadyAllocation.Of(Steps));
            while (optimizer.Steps < 10) Steps(); // the same number on each team, however often was counted
            results.Add([.. All(parameters), .. average.Memory.Span(0, (int)average.Memory.Length)]);

            void Steps()
            {
                accumulator.Add(first: true, last: false);
                accumulator.Add(first: false, last: true);
                optimizer.Step(0.1, gradientFactor: GradientClipping.Factor(norm.Compute(), 1));
                average.Follow(optimizer.Steps);
            }
        }

        Assert.Equal(results[0], results[1]);
    }

    [Fact]
    public void Step_LeavesFrozenParametersAndStatisticsAlone()
    {
        using var team = new WorkTeam(1);
        using var parameters = Filled();
        var before = All(parameters);
        parameters.Gradients.Span(parameters["stem.weight"].Start, 1)[0] = float.NaN; // nobody looks at a frozen gradient
        using var optimizer = new SgdOptions { WeightDecay = 0.1 }.CreateFor(parameters, team, [new("*", 0), new("head.*", 1)]);
        Assert.True(optimizer.Step(0.1));
        Assert.Equal(before[..150_000], All(parameters)[..150_000]);
        Assert.Equal(before[^16..], All(parameters)[^16..]);
        Assert.NotEqual(before[150_000], All(parameters)[150_000]);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Step_SaysWhenOneOfManyGradientsIsNotFinite(float fault)
    {
        using var team = new WorkTeam(2);
        foreach (var options in (OptimizerOptions[])[new SgdOptions(), new SgdOptions { Momentum = 0 }, new AdamOptions()])
        {
            using var parameters = Filled();
            parameters.Gradients.Span(140_001, 1)[0] = fault;
            using var optimizer = options.CreateFor(parameters, team);
            Assert.False(optimizer.Step(0.1));
            Assert.False(double.IsFinite(new GradientNorm(parameters, team, ParameterRange.Of(parameters, [])).Compute()));
        }
    }

    [Fact]
    public void GradientNorm_OfManyParts_IsThatOfTheDefinition()
    {
        using var team = new WorkTeam(2);
        using var parameters = Filled();
        var expected = Math.Sqrt(parameters.Gradients.Span(0, (int)parameters.TrainedLength).ToArray().Sum(g => (double)g * g));
        Assert.Equal(expected, new GradientNorm(parameters, team, ParameterRange.Of(parameters, [])).Compute(), 9);
    }

    [Fact]
    public void Accumulation_GivesTheSumOfAllBatches_AndBeginsAnew()
    {
        using var team = new WorkTeam(2);
        using var parameters = Filled();
        using var accumulator = new GradientAccumulator(parameters, team);
        foreach (var round in (int[])[1, 2])
        {
            for (var batch = 1; batch <= 3; batch++)
            {
                parameters.Gradients.Span(0, (int)parameters.TrainedLength).Fill(batch * round);
                accumulator.Add(batch == 1, batch == 3);
            }

            Assert.All(parameters.Gradients.Span(0, (int)parameters.TrainedLength).ToArray(), sum => Assert.Equal(6 * round, sum)); // 1 + 2 + 3
        }
    }

    [Fact]
    public void MovingAverage_FollowsTheValues_AndExchangesWithThem()
    {
        using var team = new WorkTeam(2);
        using var parameters = Filled();
        parameters.Values.Span(0, (int)parameters.Values.Length).Fill(1);
        using var average = new MovingAverage(0.5, parameters, team);
        parameters.Values.Span(0, (int)parameters.Values.Length).Fill(2);
        average.Follow(1); // decay min(0.5, 2 / 11): 1 + 9 / 11
        average.Follow(1000); // decay 0.5: half way to 2
        const float Expected = 1 + (9f / 11) + (1f / 11);
        average.Exchange();
        Assert.All(All(parameters), value => Assert.Equal(Expected, value, 1e-6f));
        average.Exchange();
        Assert.All(All(parameters), value => Assert.Equal(2, value));
        Assert.Equal(Expected, average.Memory.Span(parameters.TrainedLength, 1)[0], 1e-6f); // statistics too
    }

    [Fact]
    public void CreateFor_NamesEveryFaultyRate()
    {
        using var team = new WorkTeam(1);
        using var parameters = Filled();
        var error = Assert.Throws<ArgumentException>(() => new SgdOptions().CreateFor(parameters, team, [new("head.wieght", 1), new("*", -1), new("norm.*", 1)]));
        Assert.Contains("head.wieght", error.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'head.weight'?", error.Message, StringComparison.Ordinal);
        Assert.Contains("-1", error.Message, StringComparison.Ordinal);
        Assert.Contains("norm.*", error.Message, StringComparison.Ordinal); // statistics have no rate
        Assert.Contains("frozen", Assert.Throws<ArgumentException>(() => new SgdOptions().CreateFor(parameters, team, [new("*", 0)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_NameEveryBadValue()
    {
        Assert.Equal(2, new SgdOptions { WeightDecay = -1, Momentum = 1 }.Faults().Count());
        Assert.Single(new SgdOptions { Momentum = 0, Nesterov = true }.Faults());
        Assert.Equal(4, new AdamOptions { WeightDecay = double.NaN, Beta1 = 1, Beta2 = -1, Epsilon = 0 }.Faults().Count());
        Assert.Empty(new SgdOptions().Faults().Concat(new AdamOptions().Faults()));
    }

    private static ParameterMemory Filled()
    {
        var parameters = TestParameters.Of(Layers);
        var random = new Random(5);
        foreach (ref var value in parameters.Values.Span(0, (int)parameters.Values.Length)) value = random.NextSingle() - 0.5f;
        foreach (ref var gradient in parameters.Gradients.Span(0, (int)parameters.TrainedLength)) gradient = random.NextSingle() - 0.5f;
        return parameters;
    }

    private static float[] All(ParameterMemory parameters) => parameters.Values.Span(0, (int)parameters.Values.Length).ToArray();
}
