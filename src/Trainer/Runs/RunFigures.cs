using System.Globalization;
using System.Text.Json;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Figures of runs, in tables and in JSON; what is undefined is a dash.</summary>
internal static class RunFigures
{
    public static string Share(double share) => double.IsNaN(share) ? "-" : Measure.Percent(share);

    public static string Plain(double value) => double.IsNaN(value) ? "-" : value.ToString("F4", CultureInfo.InvariantCulture);

    /// <summary>Points of a percentage, with their sign.</summary>
    public static string Points(double difference) =>
        double.IsNaN(difference) ? "-" : (difference * 100).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    /// <summary>With its sign.</summary>
    public static string Signed(double difference) =>
        double.IsNaN(difference) ? "-" : difference.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture);

    /// <summary>The epoch that was kept, from 1, or 0 for what was there before; null for none.</summary>
    public static string Epoch(int? number) => number switch
    {
        null => "-",
        0 => "start",
        { } epoch => epoch.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A field of JSON; what is undefined is null.</summary>
    public static void Write(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
