using System.Globalization;

namespace MLPipeline.Training;

/// <summary>An axis of a picture: numbers to places, and where its marks are.</summary>
/// <param name="From">The smallest number.</param>
/// <param name="To">The largest number, above <paramref name="From"/>.</param>
/// <param name="Start">The place of the smallest number.</param>
/// <param name="End">The place of the largest number.</param>
/// <param name="IsLogarithmic">Whether equal ways are equal ratios; the numbers are above 0 then.</param>
internal sealed record PlotAxis(double From, double To, double Start, double End, bool IsLogarithmic)
{
    private const int MostMarks = 6;

    /// <summary>The place of a number, also beyond the ends.</summary>
    public double At(double number) => Start + ((End - Start) * (Scale(number) - Scale(From)) / (Scale(To) - Scale(From)));

    /// <summary>Round numbers with their texts: powers of ten, or multiples of 1, 2 or 5 times one.</summary>
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

        var step = RoundStep((To - From) / MostMarks);
        for (var i = Math.Ceiling(From / step); i * step <= To; i++)
        {
            yield return (i * step, Math.Round(i * step, 12).ToString(CultureInfo.InvariantCulture));
        }
    }

    private double Scale(double number) => IsLogarithmic ? Math.Log(number) : number;

    private static double RoundStep(double smallest)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(smallest)));
        return power * (smallest <= power ? 1 : smallest <= 2 * power ? 2 : smallest <= 5 * power ? 5 : 10);
    }
}
