using System.Globalization;

namespace MLPipeline.Trainer;

/// <summary>An option of <c>train</c> that differs from trial to trial: <c>NAME=V1,V2,…</c> or <c>NAME=LOW..HIGH</c>.</summary>
/// <param name="Name">Of the option, with its dashes.</param>
/// <param name="Values">What it may be; empty for a range.</param>
/// <param name="Range">From where to where, by ratio; null for a list.</param>
internal sealed record VariedOption(string Name, IReadOnlyList<string> Values, (double Low, double High)? Range)
{
    private const string Form = "NAME=VALUE,VALUE… or NAME=LOW..HIGH";

    private bool IsWhole { get; init; }

    /// <summary>Reads what was typed. Where values have commas themselves, semicolons stand between them.</summary>
    /// <param name="text">Such as <c>learning-rate=0.01,0.1</c>.</param>
    /// <param name="names">The options that may vary, with their dashes.</param>
    /// <param name="faults">Takes what is wrong.</param>
    /// <returns>Null when something is wrong.</returns>
    public static VariedOption? Read(string text, IReadOnlyCollection<string> names, List<string> faults)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            faults.Add($"--vary is '{text}'; its form is {Form}.");
            return null;
        }

        var (name, values) = ("--" + text[..equals].TrimStart('-'), text[(equals + 1)..]);
        if (!names.Contains(name))
        {
            faults.Add($"--vary: '{name}' is none of the options that can vary: {string.Join(", ", names)}.");
            return null;
        }

        return values.Split("..") is [var low, var high] ? ReadRange(name, low, high, faults) : ReadList(name, values, faults);
    }

    /// <summary>A value by chance: each of a list as likely as the others, of a range each factor.</summary>
    public string Draw(Random random)
    {
        if (Range is not { } range) return Values[random.Next(Values.Count)];
        var value = range.Low * Math.Pow(range.High / range.Low, random.NextDouble());
        return IsWhole ? Math.Round(value).ToString(CultureInfo.InvariantCulture) : value.ToString("G3", CultureInfo.InvariantCulture);
    }

    private static VariedOption? ReadRange(string name, string low, string high, List<string> faults)
    {
        if (Number(low) is not { } from || Number(high) is not { } to || from <= 0 || to <= from || !double.IsFinite(to))
        {
            faults.Add($"--vary {name}: a range goes from a number above 0 to a larger one, such as 1e-4..1e-1; '{low}..{high}' does not.");
            return null;
        }

        return new VariedOption(name, [], (from, to)) { IsWhole = long.TryParse(low, out _) && long.TryParse(high, out _) };
    }

    private static VariedOption? ReadList(string name, string text, List<string> faults)
    {
        var values = text.Split(text.Contains(';', StringComparison.Ordinal) ? ';' : ',', StringSplitOptions.TrimEntries);
        if (values.Contains("") || values.Distinct().Count() < values.Length)
        {
            faults.Add($"--vary {name}: '{text}' has an empty value, or one twice; its form is {Form}.");
            return null;
        }

        return new VariedOption(name, values, null);
    }

    private static double? Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null;
}
