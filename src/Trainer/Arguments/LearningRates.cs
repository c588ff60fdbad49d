using System.Globalization;

namespace MLPipeline.Trainer;

/// <summary>The value of <c>--learning-rate</c>: one rate, or <c>1e-6:1e-4</c> for the lowest and the highest one.</summary>
internal readonly record struct LearningRates(double? Lowest, double Highest)
{
    /// <summary>What cannot be understood; which numbers make sense is said by the options that they go into.</summary>
    public static IEnumerable<string> Faults(string text)
    {
        if (TryParse(text, out _)) yield break;
        yield return $"--learning-rate is '{text}'; it must be a rate such as 0.001, or the lowest and the highest one such as 1e-6:1e-4.";
    }

    /// <summary>Reads a text without faults.</summary>
    public static LearningRates? Of(string? text) => text is not null && TryParse(text, out var rates) ? rates : null;

    private static bool TryParse(string text, out LearningRates rates)
    {
        var numbers = text.Split(':');
        var (lowest, highest) = (0.0, 0.0);
        var isRead = numbers.Length is 1 or 2 && TryNumber(numbers[0], out lowest) && TryNumber(numbers[^1], out highest);
        rates = new LearningRates(numbers.Length == 2 ? lowest : null, highest);
        return isRead;
    }

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
