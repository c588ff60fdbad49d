namespace MLPipeline.Evaluation;

/// <summary>
/// An axis from 0, or from the lowest value below it, to a round number above the highest value, with round numbers between.
/// </summary>
internal sealed class CurveScale
{
    private const int MostMarks = 6;

    public CurveScale(IEnumerable<double> values)
    {
        var finite = values.Where(double.IsFinite).Append(0).ToList();
        var (low, high) = (finite.Min(), finite.Max());
        Step = RoundStep(high > low ? (high - low) / (MostMarks - 1) : 1);
        Low = Math.Floor(low / Step) * Step;
        High = Math.Max(Math.Ceiling(high / Step) * Step, Low + Step);
    }

    public double Low { get; }

    public double High { get; }

    /// <summary>Between two marks: 1, 2 or 5 times a power of ten.</summary>
    public double Step { get; }

    public IEnumerable<double> Marks => Enumerable.Range(0, (int)Math.Round((High - Low) / Step) + 1).Select(i => Low + (i * Step));

    /// <summary>From 0 at the axis's lower end to 1 at its upper end.</summary>
    public double PlaceOf(double value) => (value - Low) / (High - Low);

    private static double RoundStep(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return power * (least / power) switch
        {
            <= 1 => 1,
            <= 2 => 2,
            <= 5 => 5,
            _ => 10,
        };
    }
}
