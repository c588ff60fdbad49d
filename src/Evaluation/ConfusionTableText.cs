using System.Globalization;
using System.Text;

namespace MLPipeline.Evaluation;

/// <summary>
/// ML.NET's layout, character for character: cells are 5 wide (8 for two classes), and names that do not fit a cell leave the header
/// to their indices and stand beside the index at the row.
/// </summary>
internal static class ConfusionTableText
{
    private const string Corner = "PREDICTED";

    public static string Format(ConfusionMatrix matrix)
    {
        var names = matrix.ClassNames;
        var cell = names.Count == 2 ? 8 : 5;
        var numbered = names.Any(name => name.Length > cell);
        string[] numbers = [.. names.Select((_, index) => numbered ? Number(index, names.Count) : "")];
        var margin = Math.Max(Corner.Length, numbers[0].Length + names.Max(name => name.Length));
        var rule = new string('=', names.Count * (names.Count > 2 ? 8 : 11));

        var text = new StringBuilder("\nConfusion table\n");
        Line(text, "".PadRight(margin), rule);
        Line(text, Corner.PadRight(margin), string.Concat(names.Select((name, index) =>
            $" {(numbered ? index.ToString(CultureInfo.InvariantCulture) : name).PadLeft(cell)} |")) + " Recall");
        Line(text, "TRUTH".PadRight(margin), rule);
        for (var actual = 0; actual < names.Count; actual++)
        {
            var cells = matrix.Counts[actual].Select(count => $" {count.ToString("N0", CultureInfo.InvariantCulture).PadLeft(cell)} |");
            var recall = matrix.PerClassRecall[actual].ToString("F4", CultureInfo.InvariantCulture);
            // The number stands left, the name right: "0.   cat".
            Line(text, numbers[actual] + names[actual].PadLeft(margin - numbers[actual].Length), string.Concat(cells) + " " + recall);
        }

        Line(text, "".PadRight(margin), rule);
        Line(text, "Precision".PadRight(margin), string.Concat(matrix.PerClassPrecision.Select(precision =>
            $"{precision.ToString("N4", CultureInfo.InvariantCulture).PadLeft(cell + 1)} |")));
        return text.ToString();
    }

    private static void Line(StringBuilder text, string margin, string cells) =>
        text.Append(margin).Append(" ||").Append(cells).Append('\n');

    private static string Number(int index, int count)
    {
        var digits = (count - 1).ToString(CultureInfo.InvariantCulture).Length;
        return index.ToString(CultureInfo.InvariantCulture).PadLeft(digits) + ". ";
    }
}
