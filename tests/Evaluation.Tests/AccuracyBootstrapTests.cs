using System.Diagnostics;

namespace MLPipeline.Evaluation.Tests;

public class AccuracyBootstrapTests
{
    /// <summary>
    /// The resampled accuracies are Binomial(n, c/n)/n, whose quantiles scipy.stats.binom.ppf gives. A sample quantile of m draws lies
    /// within 5·sqrt(q(1-q)/m)/density of the true one; with m = 200,000, q = 0.025 and a normal density at that quantile (0.0584/σ)
    /// that is 5·3.5e-4/0.0584 = 0.03 σ, plus one step of 1/n because counts are whole.
    /// </summary>
    [Theory]
    [InlineData(50, 100, 40, 60)] // binom.ppf([0.025, 0.975], 100, 0.5)
    [InlineData(180, 200, 171, 188)] // binom.ppf([0.025, 0.975], 200, 0.9)
    [InlineData(9, 10, 7, 10)] // binom.ppf([0.025, 0.975], 10, 0.9)
    [InlineData(1, 1000, 0, 3)] // binom.ppf([0.025, 0.975], 1000, 0.001)
    [InlineData(910_000, 1_000_000, 909_439, 910_561)] // binom.ppf([0.025, 0.975], 1000000, 0.91)
    public void Interval_HasTheQuantilesOfTheBinomial(long right, long rows, long lower, long upper)
    {
        var interval = AccuracyBootstrap.Percentile(right, rows, new EvaluationOptions { BootstrapResamples = 200_000, Seed = 5 });
        var share = (double)right / rows;
        var tolerance = (0.03 * Math.Sqrt(share * (1 - share) / rows)) + (1.0 / rows);
        Assert.Equal((double)lower / rows, interval.Lower, tolerance);
        Assert.Equal((double)upper / rows, interval.Upper, tolerance);
    }

    [Fact]
    public void Interval_EqualsTheBootstrapThatDrawsEveryRow()
    {
        // The slow way: 20,000 times draw 60 rows of 60, 45 of them right. Both quantiles are multiples of 1/60 and, at these
        // probabilities, not within sampling noise of a step: P(X <= 37) = 0.0154 and P(X <= 38) = 0.0298 around 0.025, and
        // P(X <= 50) = 0.9548, P(X <= 51) = 0.9788 around 0.975; the noise of a probability is sqrt(0.025/20000) = 0.0011.
        var random = new Random(11);
        var shares = new double[20_000];
        for (var resample = 0; resample < shares.Length; resample++)
            shares[resample] = Enumerable.Range(0, 60).Count(_ => random.Next(60) < 45) / 60.0;
        Array.Sort(shares);

        var interval = AccuracyBootstrap.Percentile(45, 60, new EvaluationOptions { BootstrapResamples = 20_000, Seed = 12 });
        Assert.Equal(shares[500], interval.Lower, 1e-12);
        Assert.Equal(shares[19_499], interval.Upper, 1e-12);
    }

    [Fact]
    public void Interval_DependsOnTheSeedAlone()
    {
        var options = new EvaluationOptions { Seed = 3, ConfidenceLevel = 0.9 };
        var once = AccuracyBootstrap.Percentile(700, 1000, options);
        Assert.Equal(once, AccuracyBootstrap.Percentile(700, 1000, options));
        Assert.Equal((0.9, 1000, 3), (once.Level, once.Resamples, once.Seed));
        Assert.NotEqual(once, AccuracyBootstrap.Percentile(700, 1000, options with { Seed = 4, BootstrapResamples = 1000 }) with { Seed = 3 });
    }

    [Theory]
    [InlineData(0, 20, 0)]
    [InlineData(20, 20, 1)]
    public void Interval_WithoutVariation_HasNoWidth(long right, long rows, double everywhere)
    {
        var interval = AccuracyBootstrap.Percentile(right, rows, new EvaluationOptions());
        Assert.Equal((everywhere, everywhere), (interval.Lower, interval.Upper));
    }

    [Fact]
    public void Interval_OfAHundredMillionRows_TakesNoTime()
    {
        var clock = Stopwatch.StartNew();
        var interval = AccuracyBootstrap.Percentile(77_000_000, 100_000_000, new EvaluationOptions());
        // σ = sqrt(0.77·0.23/1e8) = 4.2e-5; the 95% interval is 0.77 ± 1.96 σ, give or take the noise of 1,000 resamples (0.45 σ).
        Assert.Equal(0.77 - 8.2e-5, interval.Lower, 2e-5);
        Assert.Equal(0.77 + 8.2e-5, interval.Upper, 2e-5);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"took {clock.Elapsed}");
    }
}
