namespace MLPipeline.Evaluation;

/// <summary>
/// Whether two classifiers that answered the same images differ by more than chance (Q. McNemar 1947, Psychometrika 12:153). Only the
/// images that one of them alone answers right say anything: if neither is better, each such image falls to either side like a coin. The
/// probability is exact, from the binomial distribution, as is needed for few such images (T. Dietterich 1998, Neural Computation 10:1895,
/// takes the chi-squared approximation). Immutable.
/// </summary>
public sealed record McNemarTest
{
    private McNemarTest(long onlyFirst, long onlySecond, double probability)
    {
        OnlyFirstRight = onlyFirst;
        OnlySecondRight = onlySecond;
        PValue = probability;
    }

    /// <summary>Images that the first classifier alone answers right.</summary>
    public long OnlyFirstRight { get; }

    /// <summary>Images that the second classifier alone answers right.</summary>
    public long OnlySecondRight { get; }

    /// <summary>
    /// The probability of a difference as large as this or larger, in either direction, if neither were better: 0 to 1, and 1 where no
    /// image tells them apart. Below 0.05 the difference is usually called significant.
    /// </summary>
    public double PValue { get; }

    /// <summary>Tests two classifiers.</summary>
    /// <param name="onlyFirstRight">Images that the first alone answers right, 0 or more.</param>
    /// <param name="onlySecondRight">Images that the second alone answers right, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static McNemarTest Of(long onlyFirstRight, long onlySecondRight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirstRight);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecondRight);
        var tail = LowerTail(Math.Min(onlyFirstRight, onlySecondRight), onlyFirstRight + onlySecondRight);
        return new McNemarTest(onlyFirstRight, onlySecondRight, Math.Min(1, 2 * tail));
    }

    /// <summary><c>Σ_{i ≤ k} C(n, i) / 2ⁿ</c>, by logarithms, since 2ⁿ leaves the range of numbers at n = 1,024.</summary>
    private static double LowerTail(long k, long n)
    {
        var logarithm = -n * Math.Log(2);
        double sum = 0;
        for (long i = 0; i <= k; i++)
        {
            sum += Math.Exp(logarithm);
            logarithm += Math.Log(n - i) - Math.Log(i + 1); // C(n, i + 1) = C(n, i) (n - i) / (i + 1)
        }

        return sum;
    }
}
