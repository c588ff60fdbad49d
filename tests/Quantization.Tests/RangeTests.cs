using MLPipeline.Graphs;

namespace MLPipeline.Quantization.Tests;

public sealed class RangeTests
{
    [Fact]
    public void MinMax_IsFromTheSmallestToTheLargest() =>
        Assert.Equal(new ValueRange(-3, 12), new MinMaxRange().Choose(Count([-3, 0, 1, 12])));

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.99)]
    [InlineData(0.9999)]
    public void Percentile_IsThatOfTheSortedNumbers_ToOnePartOfTheHistogram(double share)
    {
        var numbers = Laplace(20_000);
        var histogram = Count(numbers);

        var range = new PercentileRange(share).Choose(histogram);

        var sorted = numbers.Order().ToArray();
        var excluded = (int)((1 - share) / 2 * sorted.Length);
        var part = (histogram.Range.High - histogram.Range.Low) / NumberHistogram.BinCount;
        Assert.InRange(range.Low, sorted[excluded] - part, sorted[excluded]);
        Assert.InRange(range.High, sorted[^(excluded + 1)], sorted[^(excluded + 1)] + part);
    }

    [Fact]
    public void Percentile_BehindAReLU_CutsOnlyAtTheTop()
    {
        float[] numbers = [.. Enumerable.Repeat(0f, 5_000), .. Enumerable.Range(1, 5_000).Select(i => i / 1000f), 100];
        var range = new PercentileRange(0.9999).Choose(Count(numbers));
        Assert.Equal(0, range.Low);
        Assert.InRange(range.High, 5, 5.05f); // the one number of 10,001 that lies far out is cut off
    }

    [Fact]
    public void Entropy_HasTheSmallestDivergenceOfAllCandidates_AsDefined()
    {
        var histogram = Count(Laplace(50_000));
        var range = new EntropyRange().Choose(histogram);

        // Source of the definition: Migacz 2017. Written out number by number, for every candidate.
        var zero = Enumerable.Range(0, NumberHistogram.BinCount + 1).MinBy(edge => Math.Abs(histogram.EdgeOf(edge)));
        var best = Enumerable.Range(0, (NumberHistogram.BinCount - 256) / 8 + 1)
            .Select(step => NumberHistogram.BinCount - (8 * step))
            .Select(kept => (First: zero - (int)((long)zero * kept / NumberHistogram.BinCount), Kept: kept))
            .MinBy(candidate => SlowDivergence(histogram.Bins, candidate.First, candidate.Kept));
        Assert.Equal(new ValueRange(histogram.EdgeOf(best.First), histogram.EdgeOf(best.First + best.Kept)), range);
        Assert.InRange(range.High - range.Low, 0,
            0.9f * (histogram.Range.High - histogram.Range.Low)); // the tails of this distribution are not worth their steps
    }

    [Fact]
    public void Entropy_OfEvenlySpreadNumbers_CutsNothing()
    {
        var numbers = Enumerable.Range(-20_480, 40_960).Select(i => (i + 0.5f) / 1000).ToArray();
        var range = new EntropyRange().Choose(Count(numbers));
        Assert.Equal((-20.4795f, 20.4795f), (range.Low, range.High));
    }

    [Fact]
    public void Histogram_IsTheSameInAnyOrder_AndKeepsZerosApart()
    {
        float[][] parts = [Laplace(1_000), [0, 0, 3], [-7, 2]];
        var one = Count(parts);
        var other = Count([.. parts.Reverse()]);
        Assert.Equal(one.Bins, other.Bins);
        Assert.Equal(one.Range, other.Range);
        Assert.Equal(1_005, one.Count);
        Assert.Equal(1_003, one.Bins.Sum());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Histogram_SaysThatANumberIsNotFinite(float number)
    {
        var histogram = new NumberHistogram();
        histogram.Widen([1, number, 2]);
        Assert.True(histogram.HasNonFinite);
    }

    [Fact]
    public void Means_AreThoseOfEachChannel_WhateverTheOrderOfImages()
    {
        var means = new ChannelMeans(channels: 2, images: 2);
        means.Add(1, [5, 7, 10, 10]);
        means.Add(0, [1, 3, 20, 30]);
        Assert.Equal([4, 17.5f], means.ToArray());
    }

    private static NumberHistogram Count(params float[][] parts)
    {
        var histogram = new NumberHistogram();
        foreach (var part in parts) histogram.Widen(part);
        foreach (var part in parts) histogram.Add(part);
        return histogram;
    }

    private static float[] Laplace(int count)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(Math.Log(1 - random.NextDouble()) * (random.Next(2) == 0 ? 1 : -0.5)))];
    }

    /// <summary>The divergence of 256 codes over <paramref name="kept"/> parts from all numbers, those outside moved to the ends.</summary>
    private static double SlowDivergence(IReadOnlyList<long> bins, int first, int kept)
    {
        var p = new double[kept];
        for (var i = 0; i < kept; i++) p[i] = bins[first + i];
        p[0] += bins.Take(first).Sum();
        p[^1] += bins.Skip(first + kept).Sum();
        var q = new double[kept];
        for (var i = 0; i < kept; i++)
        {
            // All parts of the same code share its numbers evenly, except parts without any.
            int CodeOf(int part) => Enumerable.Range(0, 256).Last(code => (long)code * kept / 256 <= part);
            if (p[i] == 0) continue;
            var code = CodeOf(i);
            var (from, to) = ((int)((long)code * kept / 256), (int)((long)(code + 1) * kept / 256));
            var present = Enumerable.Range(from, to - from).Where(part => p[part] > 0).ToArray();
            q[i] = Enumerable.Range(from, to - from).Sum(part => (double)bins[first + part]) / present.Length;
        }

        var (pSum, qSum) = (p.Sum(), q.Sum());
        return p.Zip(q).Where(pair => pair.First > 0).Sum(pair =>
            pair.First / pSum * Math.Log(pair.First / pSum / Math.Max(pair.Second / qSum, 1e-12)));
    }
}
