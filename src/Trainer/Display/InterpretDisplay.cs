using System.Globalization;
using MLPipeline.Evaluation;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Prints what a model gets wrong.</summary>
internal static class InterpretDisplay
{
    private const int Most = 10;

    public static void Print(ProgramConsole console, InterpretReport report, string folder)
    {
        EvaluationDisplay.Print(console, report.Evaluation.Metrics, report.Evaluation.Title);
        PrintTopLosses(console, report);
        PrintConfusions(console, report);
        PrintReliability(console, report.Evaluation.Metrics.Calibration);
        console.WriteLine($"Written to {folder}: {string.Join(", ", report.Files)}");
    }

    private static void PrintTopLosses(ProgramConsole console, InterpretReport report)
    {
        console.WriteLine("Highest losses");
        var table = new ResultTable(
            "Image", "Actual", new ResultColumn("Probability", IsNumber: true), "Predicted",
            new ResultColumn("Probability", IsNumber: true), new ResultColumn("Loss", IsNumber: true));
        foreach (var row in report.TopLosses.Take(Most))
        {
            table.AddRow(
                report.ImageOf(row).RelativePath, report.ImageOf(row).Label, Measure.Percent(row.Probability),
                report.PredictionOf(row), Measure.Percent(row.Confidence),
                row.Loss.ToString("0.000", CultureInfo.InvariantCulture));
        }

        console.Write(table);
        console.WriteLine();
    }

    private static void PrintConfusions(ProgramConsole console, InterpretReport report)
    {
        if (report.Confusions.Count == 0) return;
        console.WriteLine("Most confused");
        var table = new ResultTable(
            "Actual", "Predicted", new ResultColumn("Images", IsNumber: true), new ResultColumn("Share of actual", IsNumber: true),
            "For example");
        foreach (var (classes, examples) in report.Confusions.Take(Most))
        {
            table.AddRow(
                classes.ActualName, classes.PredictedName, Measure.Count(classes.Count), Measure.Percent(classes.Share),
                report.ImageOf(examples[0]).RelativePath);
        }

        console.Write(table);
        console.WriteLine();
    }

    private static void PrintReliability(ProgramConsole console, Calibration calibration)
    {
        if (calibration.Bins.Count == 0) return;
        console.WriteLine($"Reliability: expected calibration error {Measure.Percent(calibration.ExpectedCalibrationError)}");
        var table = new ResultTable(
            "Confidence", new ResultColumn("Images", IsNumber: true), new ResultColumn("Mean confidence", IsNumber: true),
            new ResultColumn("Right", IsNumber: true));
        foreach (var bin in calibration.Bins.Where(bin => bin.Count > 0))
        {
            table.AddRow(
                $"{Measure.Percent(bin.LowerBound)} to {Measure.Percent(bin.UpperBound)}", Measure.Count(bin.Count),
                Measure.Percent(bin.MeanConfidence), Measure.Percent(bin.Accuracy));
        }

        console.Write(table);
        console.WriteLine();
    }
}
