using System.Globalization;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Prints two runs beside each other.</summary>
internal static class ComparisonDisplay
{
    private const double Significant = 0.05;
    private const int MostClasses = 30;

    public static void Print(ProgramConsole console, RunComparison comparison)
    {
        console.WriteLine($"A: {PrintableText.Of(comparison.A.Folder.Path)} ({PrintableText.Of(comparison.A.Title)})");
        console.WriteLine($"B: {PrintableText.Of(comparison.B.Folder.Path)} ({PrintableText.Of(comparison.B.Title)})");
        console.WriteLine();
        PrintSettings(console, comparison);
        PrintFigures(console, comparison);
        PrintRecalls(console, comparison);
        console.WriteLine(Verdict(comparison));
    }

    private static void PrintSettings(ProgramConsole console, RunComparison comparison)
    {
        if (comparison.Settings.Count == 0)
        {
            console.WriteLine("No setting differs.");
            console.WriteLine();
            return;
        }

        var table = new ResultTable("Setting", "A", "B");
        foreach (var (name, a, b) in comparison.Settings) table.AddRow(name, a ?? "-", b ?? "-");
        console.Write(table);
        console.WriteLine();
    }

    private static void PrintFigures(ProgramConsole console, RunComparison comparison)
    {
        var (a, b) = (comparison.A.Result!, comparison.B.Result!);
        var table = TableOf("Figure");
        AddShares(table, "Accuracy", a.MicroAccuracy, b.MicroAccuracy);
        AddShares(table, "Macro accuracy", a.MacroAccuracy, b.MacroAccuracy);
        table.AddRow("Log-loss", RunFigures.Plain(a.LogLoss), RunFigures.Plain(b.LogLoss), RunFigures.Signed(b.LogLoss - a.LogLoss));
        table.AddRow("Time", Measure.Duration(TimeSpan.FromSeconds(a.Seconds)), Measure.Duration(TimeSpan.FromSeconds(b.Seconds)));
        table.AddRow("Images", a.MetricsOf, b.MetricsOf);
        console.Write(table);
        console.WriteLine();
    }

    private static void PrintRecalls(ProgramConsole console, RunComparison comparison)
    {
        var table = TableOf("Class, share answered right");
        foreach (var (name, a, b) in comparison.Recalls.Take(MostClasses)) AddShares(table, name, a, b);
        console.Write(table);
        if (comparison.Recalls.Count > MostClasses)
        {
            console.WriteLine($"and {Measure.Count(comparison.Recalls.Count - MostClasses)} classes that differ less (--json has all)");
        }

        console.WriteLine();
    }

    private static ResultTable TableOf(string title) =>
        new(title, new ResultColumn("A", IsNumber: true), new ResultColumn("B", IsNumber: true), new ResultColumn("B - A", IsNumber: true));

    private static void AddShares(ResultTable table, string name, double a, double b) =>
        table.AddRow(name, RunFigures.Share(a), RunFigures.Share(b), RunFigures.Points(b - a));

    private static string Verdict(RunComparison comparison)
    {
        var test = comparison.Test;
        if (comparison.CommonImages == 0)
        {
            return "No image was measured by both: they were split otherwise (--seed, --test-fraction), or are other data.";
        }

        var better = test.PValue >= Significant
            ? "chance may explain the difference"
            : test.OnlyFirstRight > test.OnlySecondRight ? "A is better" : "B is better";
        var (a, b) = (Measure.Count(test.OnlyFirstRight), Measure.Count(test.OnlySecondRight));
        var probability = test.PValue.ToString("G2", CultureInfo.InvariantCulture);
        return $"Of {Measure.Count(comparison.CommonImages)} images measured by both, A alone is right on {a}, B alone on {b}: {better} "
            + $"(McNemar's exact test, p = {probability}).";
    }
}
