using MLPipeline.Graphs;

namespace MLPipeline.Quantization;

/// <summary>
/// The range whose 8-bit distribution has the smallest Kullback-Leibler divergence from the numbers' own, among ranges that are cut at both
/// ends by the same share. Source: Migacz, "8-bit inference with TensorRT" (2017), where 128 codes are sought for one side. Zeros are left out:
/// what a ReLU cuts off is exact on every scale, and would speak for the narrowest one.
/// </summary>
internal sealed class EntropyRange : IRangeRule
{
    private const int Codes = 256;

    /// <summary>Parts by which the cut moves from one candidate to the next.</summary>
    private const int Step = 8;

    public ValueRange Choose(NumberHistogram numbers)
    {
        var (bins, zero) = (numbers.Bins, PlaceOfZero(numbers));
        if (bins.All(count => count == 0)) return numbers.Range;
        var (best, least) = ((First: 0, End: bins.Count), double.PositiveInfinity);
        for (var kept = bins.Count; kept >= Codes; kept -= Step)
        {
            // Both sides of zero lose the same share, so zero stays where it is among the codes.
            var first = zero - (int)((long)zero * kept / bins.Count);
            var candidate = (first, first + kept);
            var divergence = Divergence(bins, candidate.first, candidate.Item2);
            if (divergence < least) (best, least) = (candidate, divergence);
        }

        return new ValueRange(numbers.EdgeOf(best.First), numbers.EdgeOf(best.End));
    }

    /// <summary>In nats: from the distribution with everything outside moved to the ends, to that of 256 codes spread over the parts they stand for.</summary>
    internal static double Divergence(IReadOnlyList<long> bins, int first, int end)
    {
        var count = end - first;
        var cut = new double[count];
        for (var bin = 0; bin < bins.Count; bin++) cut[Math.Clamp(bin, first, end - 1) - first] += bins[bin];

        var coded = new double[count];
        for (var code = 0; code < Codes; code++)
        {
            var (from, to) = ((int)((long)code * count / Codes), (int)((long)(code + 1) * count / Codes));
            double sum = 0;
            var present = 0;
            for (var i = from; i < to; i++)
            {
                sum += bins[first + i]; // without what was cut off: that is the loss which is to be seen
                if (cut[i] > 0) present++;
            }

            for (var i = from; i < to; i++) coded[i] = cut[i] > 0 ? sum / present : 0;
        }

        return Divergence(cut, coded);
    }

    private static double Divergence(double[] p, double[] q)
    {
        const double Nothing = 1e-12; // stands for a share of 0, whose divergence would be infinite
        var (pSum, qSum) = (p.Sum(), q.Sum());
        if (qSum == 0) return double.PositiveInfinity;
        double sum = 0;
        for (var i = 0; i < p.Length; i++)
        {
            if (p[i] > 0) sum += p[i] / pSum * Math.Log(p[i] / pSum / Math.Max(q[i] / qSum, Nothing));
        }

        return sum;
    }

    /// <summary>The part boundary nearest to zero: at an end where all numbers have one sign.</summary>
    private static int PlaceOfZero(NumberHistogram numbers)
    {
        var (low, high) = (numbers.Range.Low, numbers.Range.High);
        return low >= 0 ? 0 : high <= 0 ? numbers.Bins.Count : (int)Math.Round(-(double)low / ((double)high - low) * numbers.Bins.Count);
    }
}
