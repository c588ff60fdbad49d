using System.Globalization;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>Prints what a search for the learning rate has found.</summary>
internal static class RateDisplay
{
    private const int MostRows = 20; // and the suggestions

    public static void Print(ProgramConsole console, RateReport report)
    {
        var curve = report.Curve;
        static ResultColumn Number(string title) => new(title, IsNumber: true);
        var table = new ResultTable(Number("Step"), Number("Learning rate"), Number("Loss"), Number("Smoothed"), "");
        var every = (curve.Points.Count + MostRows - 1) / MostRows;
        foreach (var point in curve.Points)
        {
            string[] names = [.. Suggestions(curve).Where(suggestion => suggestion.Point == point).Select(suggestion => suggestion.Name)];
            if (point.Step % every != 0 && point != curve.Points[^1] && names.Length == 0) continue;
            table.AddRow(Measure.Count(point.Step + 1), Rate(point), Loss(point.Loss), Loss(point.SmoothedLoss), string.Join(", ", names));
        }

        console.Write(table);
        console.WriteLine();
        console.WriteLine(EndOf(report));
        foreach (var (name, point, meaning) in Suggestions(curve)) console.WriteLine($"{name + ":",-10}{Rate(point)}, {meaning}");
        console.WriteLine(curve.Valley is { } suggested
            ? $"Train with --learning-rate {Rate(suggested)}"
            : "No rate is suggested: the smoothed loss falls nowhere. Try other rates or more steps (--from-rate, --to-rate, --steps).");
    }

    private static IEnumerable<(string Name, LearningRatePoint Point, string Meaning)> Suggestions(LearningRateCurve curve)
    {
        if (curve.Valley is { } valley)
        {
            yield return ("valley", valley, "the middle of the longest fall of the smoothed loss: the one to begin with");
        }

        if (curve.Steepest is { } steepest)
        {
            yield return ("steepest", steepest, curve.Valley is { } middle && steepest.LearningRate < middle.LearningRate
                ? "where it falls fastest, at rates too small to matter: the network fits its images already (--augment, --label-smoothing 0.1)"
                : "where it falls fastest: near the highest that training bears");
        }
    }

    private static string EndOf(RateReport report)
    {
        var planned = report.Curve.PlannedSteps;
        var early = $"Ended after {report.Curve.Points.Count} of {planned} steps";
        return report.Curve.End switch
        {
            LearningRateSearchEnd.Diverged => string.Create(
                CultureInfo.InvariantCulture,
                $"{early}: the smoothed loss was more than {report.Search.LargestRise} times its smallest value."),
            LearningRateSearchEnd.NotFinite => $"{early}: the next one gave no finite loss or gradient.",
            _ => $"All {planned} steps were made: the loss did not blow up. A higher --to-rate shows more.",
        };
    }

    private static string Rate(LearningRatePoint point) => point.LearningRate.ToString("G3", CultureInfo.InvariantCulture);

    private static string Loss(double loss) => loss.ToString("F4", CultureInfo.InvariantCulture);
}
