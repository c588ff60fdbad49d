using System.Globalization;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Prints the trials of a sweep, the best one first.</summary>
internal static class SweepDisplay
{
    /// <summary>What a trial has reached, as one line.</summary>
    public static string Line(Trial trial, TrialScore score)
    {
        var outcome = score.Failure is { } failure
            ? PrintableText.Of(failure)
            : $"accuracy {RunFigures.Share(score.Accuracy)}, log-loss {RunFigures.Plain(score.LogLoss)} on the validation images";
        return string.Create(CultureInfo.InvariantCulture, $"Trial {trial.Number} ({PrintableText.Of(trial.Title)}): {outcome}");
    }

    public static void Print(ProgramConsole console, SweepReport report)
    {
        static ResultColumn Number(string title) => new(title, IsNumber: true);
        var options = report.Trials[0].Trial.Values.Select(one => one.Option).ToList();
        var table = new ResultTable(
        [
            Number("Trial"), .. options.Select(option => new ResultColumn(option)),
            Number("Epochs"), Number("Accuracy"), Number("Log-loss"), Number("Time"), "State",
        ]);
        var last = report.Record.Plan.Count - 1;
        foreach (var score in report.Ranking)
        {
            table.AddRow(
            [
                score.Trial.ToString(CultureInfo.InvariantCulture),
                .. report.Trials[score.Trial - 1].Trial.Values.Select(one => PrintableText.Of(one.Value)),
                score.Epochs?.ToString(CultureInfo.InvariantCulture) ?? "-",
                RunFigures.Share(score.Accuracy),
                RunFigures.Plain(score.LogLoss),
                Measure.Duration(TimeSpan.FromSeconds(report.Record.Scores.Where(one => one.Trial == score.Trial).Sum(one => one.Seconds))),
                score.Failure is not null ? "failed" : score.Step < last ? "given up" : "trained to the end",
            ]);
        }

        console.WriteLine("Trials (measured on the validation images)");
        console.Write(table);
        console.WriteLine();
        var result = report.BestRun.Result!;
        console.WriteLine($"Best   trial {report.Best.Trial.Number.ToString(CultureInfo.InvariantCulture)}: {PrintableText.Of(report.Best.Trial.Title)}");
        if (result.MetricsOf == "test")
        {
            var figures = $"accuracy {RunFigures.Share(result.MicroAccuracy)}, log-loss {RunFigures.Plain(result.LogLoss)}";
            console.WriteLine($"Test   {figures}, on images that chose nothing");
        }

        console.WriteLine($"Model  {PrintableText.Of(report.Model ?? report.Best.Folder.Model)}");
        console.WriteLine($"Run    {PrintableText.Of(report.Best.Folder.Path)}");
    }
}
