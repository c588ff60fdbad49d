using System.Globalization;

namespace MLPipeline.Terminal;

/// <summary>Numbers with units, for people: the same text in every culture, about three significant digits.</summary>
public static class Measure
{
    private static readonly string[] ByteUnits = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>A length of time: <c>12 ms</c>, <c>2.1 s</c>, <c>46 s</c>, <c>1 min 05 s</c>, <c>2 h 05 min</c>, <c>3 d 04 h</c>.</summary>
    public static string Duration(TimeSpan time)
    {
        var seconds = time.TotalSeconds;
        if (seconds < 0.0995)
        {
            return Invariant($"{seconds * 1000:0} ms");
        }

        if (Math.Round(seconds, 1) < 10)
        {
            return Invariant($"{seconds:0.0} s");
        }

        var whole = (long)Math.Round(seconds);
        if (whole < 3600)
        {
            return whole < 60 ? Invariant($"{whole} s") : Invariant($"{whole / 60} min {whole % 60:00} s");
        }

        var minutes = (long)Math.Round(seconds / 60);
        var hours = (long)Math.Round(seconds / 3600);
        return minutes < 24 * 60 ? Invariant($"{minutes / 60} h {minutes % 60:00} min") : Invariant($"{hours / 24} d {hours % 24:00} h");
    }

    /// <summary>Things per second: <c>8.13 images/s</c>, <c>81.3 images/s</c>, <c>813 images/s</c>, <c>8,130 images/s</c>.</summary>
    public static string Rate(double perSecond, string things) => Invariant($"{ThreeDigits(perSecond)} {things}/s");

    /// <summary>An amount of data in powers of 1000: <c>512 B</c>, <c>14.0 MB</c>.</summary>
    public static string Bytes(long bytes)
    {
        var value = (double)bytes;
        var unit = 0;
        while (value >= 999.5 && unit < ByteUnits.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return unit == 0 ? Invariant($"{bytes} B") : Invariant($"{ThreeDigits(value)} {ByteUnits[unit]}");
    }

    /// <summary>A whole number with thousands separated: <c>12,345</c>.</summary>
    public static string Count(long count) => Invariant($"{count:N0}");

    /// <summary>A part of the whole, from 0 to 1: <c>97.3%</c>.</summary>
    public static string Percent(double fraction) => Invariant($"{fraction * 100:0.0}%");

    private static string ThreeDigits(double value) => Math.Abs(value) switch
    {
        < 9.995 => Invariant($"{value:0.00}"),
        < 99.95 => Invariant($"{value:0.0}"),
        _ => Invariant($"{value:N0}"),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
