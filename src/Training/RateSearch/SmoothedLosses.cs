namespace MLPipeline.Training;

/// <summary>
/// An exponential average of losses that begins at zero, <c>a = β · a + (1 - β) · loss</c>, divided by what its weights sum to. After n
/// losses these are <c>(1 - β) · β^k</c> for the one k steps ago, a geometric series with the sum <c>1 - β^n</c>: so the first value is
/// the first loss, not a part of it (D. Kingma, J. Ba 2014, section 3).
/// </summary>
internal sealed class SmoothedLosses(double smoothing)
{
    private double _average;
    private int _count;

    /// <summary>The smallest value so far.</summary>
    public double Best { get; private set; } = double.PositiveInfinity;

    /// <summary>The value with a further loss.</summary>
    public double Add(double loss)
    {
        _count++;
        _average = (smoothing * _average) + ((1 - smoothing) * loss);
        var value = _average / (1 - Math.Pow(smoothing, _count));
        Best = Math.Min(Best, value);
        return value;
    }
}
