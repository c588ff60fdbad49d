using MLPipeline.Graphs;

namespace MLPipeline.Quantization;

/// <summary>The numbers without the outermost ones: half of the excluded share on each side that has numbers of its sign.</summary>
/// <param name="share">The share of numbers to keep, above 0 and at most 1.</param>
internal sealed class PercentileRange(double share) : IRangeRule
{
    /// <summary>What is kept by default.</summary>
    public const double DefaultShare = 0.9999;

    public ValueRange Choose(NumberHistogram numbers)
    {
        var isTwoSided = numbers.Range is { Low: < 0, High: > 0 };
        var excluded = (1 - share) * numbers.Count / (isTwoSided ? 2 : 1);
        var bins = numbers.Bins;
        var (first, last) = (0, bins.Count - 1);
        if (numbers.Range.Low < 0)
        {
            for (double left = bins[first]; left <= excluded && first < last; left += bins[first]) first++;
        }

        if (numbers.Range.High > 0)
        {
            for (double left = bins[last]; left <= excluded && last > first; left += bins[last]) last--;
        }

        return new ValueRange(numbers.EdgeOf(first), numbers.EdgeOf(last + 1));
    }
}
