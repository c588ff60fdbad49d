using System.Globalization;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Prints the folds of a cross-validation, their mean and how far they lie apart.</summary>
internal static class CrossValidationDisplay
{
    public static void Print(ProgramConsole console, CrossValidationReport report)
    {
        static ResultColumn Number(string title) => new(title, IsNumber: true);
        var table = new ResultTable(
            "Fold", Number("Images"), Number("Accuracy"), Number("Macro"), Number("Log-loss"), Number("Best epoch"), Number("Time"));
        foreach (var (number, fold) in report.Folds.Index())
        {
            var result = fold.Result!;
            table.AddRow(
                (number + 1).ToString(CultureInfo.InvariantCulture),
                Measure.Count(result.Images),
                RunFigures.Share(result.MicroAccuracy),
                RunFigures.Share(result.MacroAccuracy),
                RunFigures.Plain(result.LogLoss),
                RunFigures.Epoch(result.BestEpoch),
                Measure.Duration(TimeSpan.FromSeconds(result.Seconds)));
        }

        AddRow(table, "Mean", report, figure => figure.Mean);
        AddRow(table, "Standard deviation", report, figure => figure.Deviation);
        console.WriteLine("Folds (each measured by the network that was trained on the others)");
        console.Write(table);
        console.WriteLine();
    }

    private static void AddRow(ResultTable table, string title, CrossValidationReport report, Func<FoldFigure, double> part) =>
        table.AddRow(
            title,
            "",
            RunFigures.Share(part(report.MicroAccuracy)),
            RunFigures.Share(part(report.MacroAccuracy)),
            RunFigures.Plain(part(report.LogLoss)));
}
