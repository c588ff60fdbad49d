using System.Globalization;
using MLPipeline.Reporting;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Says where the model is, how long it took, and what to type next.</summary>
internal static class ResultDisplay
{
    public static void Print(ProgramConsole console, TrainReport report, string? reportFolder)
    {
        var export = report.Export;
        console.WriteLine($"Model:  {export.Path} ({Measure.Bytes(export.Bytes)}; its scores equal the trainer's within {export.LargestDifference.ToString("0.0E+0", CultureInfo.InvariantCulture)} on {Measure.Count(export.ImagesChecked)} images)");
        console.WriteLine($"Time:   {Measure.Duration(report.TotalTime)} in all; {report.TimeParts}, export {Measure.Duration(report.ExportTime)}");
        if (reportFolder is not null)
        {
            console.WriteLine($"Report: {Path.GetFullPath(Path.Combine(reportFolder, ReportPage.FileName))}");
        }

        console.WriteLine();
        console.WriteLine("Score a folder with it:");
        console.WriteLine($"  {PredictorCommandLine.Score(export.Path, report.DataPlace ?? "images")}");
    }
}
