using MLPipeline.Evaluation;
using MLPipeline.Imaging;
using MLPipeline.Interpretation;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>
/// The folder of an interpretation: the files of an evaluation's report, and what is behind them, as pictures and tables.
/// </summary>
internal static class InterpretFolder
{
    /// <summary>
    /// Writes everything, each file whole or not at all. A picture with nothing on it is not written, an older one of its name removed.
    /// </summary>
    /// <param name="report">What was found.</param>
    /// <param name="maps">Activation maps of the top losses; null for none.</param>
    /// <param name="view">How the network sees an image.</param>
    /// <param name="folder">Made when missing.</param>
    /// <returns>The names of the files.</returns>
    public static IReadOnlyList<string> Write(
        InterpretReport report, IReadOnlyList<IReadOnlyList<ActivationMap>>? maps, ResizeRule view, string folder)
    {
        var written = EvaluationReport.Save(report.Evaluation.Metrics, folder);
        var files = written.Select(path => Path.GetFileName(path)).ToList();
        void Picture(string name, bool isThere, Func<RgbImage> draw)
        {
            var path = Path.Combine(folder, name);
            if (isThere)
            {
                ImageEncoder.Write(draw(), path);
                files.Add(name);
            }
            else
            {
                File.Delete(path);
            }
        }

        Picture("top-losses.png", report.TopLosses.Count > 0, () => LossSheets.TopLosses(report));
        Picture("confusions.png", report.Confusions.Count > 0, () => LossSheets.Confusions(report));
        Picture("activation-maps.png", maps is { Count: > 0 }, () => LossSheets.ActivationMaps(report, maps!, view));
        WriteTopLosses(report, Path.Combine(folder, "top-losses.csv"));
        WriteConfusions(report, Path.Combine(folder, "confusions.csv"));
        return [.. files, "top-losses.csv", "confusions.csv"];
    }

    private static void WriteTopLosses(InterpretReport report, string path) =>
        WriteTable(path, ["path", "actual", "predicted", "loss", "probability", "confidence"], table =>
        {
            foreach (var row in report.TopLosses)
            {
                table.Field(report.ImageOf(row).RelativePath);
                table.Field(report.ImageOf(row).Label);
                table.Field(report.PredictionOf(row));
                table.Field((float)row.Loss);
                table.Field(row.Probability);
                table.Field(row.Confidence);
                table.EndLine();
            }
        });

    private static void WriteConfusions(InterpretReport report, string path) =>
        WriteTable(path, ["actual", "predicted", "images", "share"], table =>
        {
            foreach (var (classes, _) in report.Confusions)
            {
                table.Field(classes.ActualName);
                table.Field(classes.PredictedName);
                table.Field(classes.Count);
                table.Field((float)classes.Share);
                table.EndLine();
            }
        });

    private static void WriteTable(string path, string[] columns, Action<CsvText> writeRows)
    {
        using var file = new OutputFile(path);
        using (var table = new CsvText(file.Stream))
        {
            foreach (var column in columns) table.Field(column);
            table.EndLine();
            writeRows(table);
        }

        file.Complete();
    }
}
