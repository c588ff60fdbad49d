using System.Globalization;

namespace MLPipeline.Evaluation;

/// <summary>An axis of a chart: numbers to places, and the round numbers between.</summary>
/// <param name="From">The smallest number.</param>
/// <param name="To">The largest number, above <paramref name="From"/>.</param>
/// <param name="Start">The place of the smallest number.</param>
/// <param name="End">The place of the largest number.</param>
internal sealed record ChartAxis(double From, double To, double Start, double End)
{
    private const int MostMarks = 6;

    /// <summary>Whether equal ways are equal ratios; the numbers are above 0 then.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Between two marks of an axis that is not logarithmic: 1, 2 or 5 times a power of ten.</summary>
    private double Step { get; init; } = RoundStep((To - From) / MostMarks);

    /// <summary>
    /// Powers of ten, or multiples of a round number, with their texts.
    /// </summary>
    public IEnumerable<(double Number, string Text)> Marks()
    {
        if (IsLogarithmic)
        {
            for (var power = Math.Ceiling(Math.Log10(From) - 1e-9); power <= Math.Log10(To) + 1e-9; power++)
            {
                yield return (Math.Pow(10, power), string.Create(CultureInfo.InvariantCulture, $"1e{power:0}"));
            }

            yield break;
        }

        var decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(Step)));
        // Whole numbers, which know no negative zero.
        for (var i = (long)Math.Ceiling((From / Step) - 1e-9); i * Step <= To + (1e-9 * Step); i++)
        {
            yield return (i * Step, (i * Step).ToString($"N{decimals}", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The place of a number, also beyond the ends.</summary>
    public double At(double number) => Start + ((End - Start) * (Scale(number) - Scale(From)) / (Scale(To) - Scale(From)));

    /// <summary>An axis from 0, or from a round number below the lowest value where that is negative, to a round number above the highest one.</summary>
    public static ChartAxis Around(IEnumerable<double> values, double start, double end)
    {
        var finite = values.Where(double.IsFinite).Append(0).ToList();
        var (low, high) = (finite.Min(), finite.Max());
        var step = RoundStep(high > low ? (high - low) / (MostMarks - 1) : 1);
        var from = Math.Floor(low / step) * step;
        return new ChartAxis(from, Math.Max(Math.Ceiling(high / step) * step, from + step), start, end) { Step = step };
    }

    private double Scale(double number) => IsLogarithmic ? Math.Log(number) : number;

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
