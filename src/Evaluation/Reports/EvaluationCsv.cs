using System.Globalization;
using System.Text;

namespace MLPipeline.Evaluation;

/// <summary>
/// Tables as comma-separated values after RFC 4180: lines end with CR LF, fields with commas, quotes or line breaks are quoted. Numbers are
/// invariant and round-trip; an undefined number is an empty field. Files are UTF-8 without a byte order mark.
/// </summary>
public static class EvaluationCsv
{
    /// <summary>One line per class: <c>class,precision,recall,f1,support,logLoss</c>.</summary>
    public static string Classes(MulticlassClassificationMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        var csv = Line(new StringBuilder(), ["class", "precision", "recall", "f1", "support", "logLoss"]);
        foreach (var one in metrics.PerClass)
        {
            Line(csv, [
                one.Name, Number(one.Precision), Number(one.Recall), Number(one.F1),
                one.Support.ToString(CultureInfo.InvariantCulture), Number(one.LogLoss)]);
        }

        return csv.ToString();
    }

    /// <summary>One line per actual class, one column per predicted class; the first line and column are the names.</summary>
    public static string ConfusionMatrix(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var csv = Line(new StringBuilder(), ["actual \\ predicted", .. matrix.ClassNames]);
        for (var actual = 0; actual < matrix.NumberOfClasses; actual++)
            Line(csv, [matrix.ClassNames[actual], .. matrix.Counts[actual].Select(Number)]);
        return csv.ToString();
    }

    /// <summary>Writes <see cref="Classes"/> to a file, replacing it whole.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SaveClasses(MulticlassClassificationMetrics metrics, string path) => TextFile.Write(path, Classes(metrics));

    /// <summary>Writes <see cref="ConfusionMatrix"/> to a file, replacing it whole.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SaveConfusionMatrix(ConfusionMatrix matrix, string path) => TextFile.Write(path, ConfusionMatrix(matrix));

    private static StringBuilder Line(StringBuilder csv, IEnumerable<string> fields) =>
        csv.AppendJoin(',', fields.Select(Quoted)).Append("\r\n");

    private static string Quoted(string field) =>
        field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : "\"" + field.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";
}
