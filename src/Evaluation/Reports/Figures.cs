using System.Globalization;

namespace MLPipeline.Evaluation;

/// <summary>Numbers for people, in the invariant culture; what is undefined is a dash.</summary>
internal static class Figures
{
    public const string Undefined = "-";

    public static string Count(double count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Plain(double value) => double.IsNaN(value) ? Undefined : value.ToString("F4", CultureInfo.InvariantCulture);

    /// <summary>A share such as "81.3%". Less than all is never rounded up to "100.0%".</summary>
    public static string Percent(double share, int decimals = 1)
    {
        if (double.IsNaN(share))
            return Undefined;
        var step = Math.Pow(10, -decimals);
        var percent = share < 1 ? Math.Min(share * 100, 100 - step) : 100;
        return percent.ToString($"F{decimals}", CultureInfo.InvariantCulture) + "%";
    }

    /// <summary>A share of so many; a share of nothing is undefined.</summary>
    public static string Percent(double share, long denominator, int decimals) =>
        denominator > 0 ? Percent(share, decimals) : Undefined;

    /// <summary>A level such as 0.95 as "95%", 0.999 as "99.9%".</summary>
    public static string Level(double level) => (level * 100).ToString("0.####", CultureInfo.InvariantCulture) + "%";
}
