namespace MLPipeline.Terminal;

/// <summary>What a progress counts, and how amounts and rates of it are written.</summary>
public sealed class ProgressUnit
{
    private readonly Func<double, string> _rate;

    private ProgressUnit(Func<long, string> amount, Func<double, string> rate, string suffix)
    {
        Amount = amount;
        _rate = rate;
        Suffix = suffix;
    }

    /// <summary><c>1,234 images</c>, <c>81.3 images/s</c>.</summary>
    public static ProgressUnit Images { get; } = Named("images");

    /// <summary><c>14.0 MB</c>, <c>2.10 MB/s</c>.</summary>
    public static ProgressUnit Bytes { get; } = new(Measure.Bytes, rate => Measure.Bytes((long)rate) + "/s", "");

    /// <summary>A unit by the plural of its name.</summary>
    public static ProgressUnit Named(string plural) => new(Measure.Count, rate => Measure.Rate(rate, plural), " " + plural);

    internal Func<long, string> Amount { get; }

    internal string Suffix { get; }

    internal string Rate(double perSecond) => _rate(perSecond);
}
