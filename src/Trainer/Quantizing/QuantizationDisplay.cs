using System.Globalization;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Prints what a smaller model is like beside the one it was made of.</summary>
internal static class QuantizationDisplay
{
    private const int MostChanges = 12;

    public static void Print(ProgramConsole console, QuantizationReport report)
    {
        var (scores, weights) = (report.Scores, report.Job.Wishes.Weights);
        var (before, after) = (scores.Before, scores.After);
        SkippedDisplay.ShowLines(console, after.Skipped);
        console.WriteLine(after.Title);
        var table = new ResultTable("", new ResultColumn("Before", IsNumber: true), new ResultColumn(weights, IsNumber: true));
        table.AddRow("Micro accuracy", Measure.Percent(before.Metrics.MicroAccuracy), Measure.Percent(after.Metrics.MicroAccuracy));
        table.AddRow("Macro accuracy", Measure.Percent(before.Metrics.MacroAccuracy), Measure.Percent(after.Metrics.MacroAccuracy));
        table.AddRow("Log-loss", Number(before.Metrics.LogLoss), Number(after.Metrics.LogLoss));
        table.AddRow("Size", Measure.Bytes(report.BytesBefore), Measure.Bytes(report.BytesAfter));
        table.AddRow("Speed", Measure.Rate(before.ImagesPerSecond, "images"), Measure.Rate(after.ImagesPerSecond, "images"));
        console.Write(table);
        console.WriteLine($"Agreement: {Measure.Percent(scores.Agreement)} of the images stay in their class");
        if (report.Quantized is { } quantized)
        {
            var names = string.Join(", ", quantized.Floating.Select(PrintableText.Of));
            var floating = quantized.Floating.Count == 0 ? "" : $", {quantized.Floating.Count} stay in floats: {names}";
            console.WriteLine($"Layers: {quantized.Layers.Count} in 8 bits{floating}");
        }

        console.WriteLine();
        PrintChanges(console, scores);
        PrintWorst(console, report);
        var (lost, allowed) = (scores.AccuracyLoss * 100, report.Job.Wishes.AllowedLoss(before.Metrics.RowCount) * 100);
        console.WriteLine(report.IsWritten
            ? $"Model:  {report.Path}"
            : $"No model was written: it loses {Number(lost)} points of accuracy, and {Number(allowed)} are allowed.");
        console.WriteLine($"Time:   {Measure.Duration(report.Elapsed)}");
    }

    private static void PrintChanges(ProgramConsole console, PairedScores scores)
    {
        if (scores.Changed.Count == 0) return;
        console.WriteLine("Images that change their class");
        var table = new ResultTable(
            new ResultColumn("Images", IsNumber: true),
            "Before",
            "After",
            new ResultColumn("Made right", IsNumber: true),
            new ResultColumn("Made wrong", IsNumber: true));
        foreach (var change in scores.Changed.Take(MostChanges))
        {
            table.AddRow(
                Measure.Count(change.Images), change.Before, change.After, Measure.Count(change.MadeRight), Measure.Count(change.MadeWrong));
        }

        console.Write(table);
        if (scores.Changed.Count > MostChanges) console.WriteLine($"and {scores.Changed.Count - MostChanges} more pairs of classes");
        console.WriteLine();
    }

    private static void PrintWorst(ProgramConsole console, QuantizationReport report)
    {
        if (!report.Worst.Any()) return;
        console.WriteLine("Layers that cost most (divergence of the answers that goes away when the layer stays in floats)");
        var table = new ResultTable(new ResultColumn("Divergence", IsNumber: true, "nats"), "Layer");
        foreach (var effect in report.Worst) table.AddRow(effect.Gain.ToString("0.00000", CultureInfo.InvariantCulture), effect.Layer);
        console.Write(table);
        console.WriteLine();
    }

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
