namespace MLPipeline.Evaluation;

/// <summary>An evaluation as files for programs and pictures, in one folder.</summary>
public static class EvaluationReport
{
    /// <summary>
    /// Writes <c>evaluation.json</c>, <c>classes.csv</c>, <c>confusion-matrix.csv</c>, <c>confusion-matrix.svg</c> and
    /// <c>calibration.svg</c>, each whole or not at all.
    /// </summary>
    /// <param name="metrics">What to write.</param>
    /// <param name="folder">Where; made when missing, files of these names are replaced.</param>
    /// <returns>The paths of the files.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Save(MulticlassClassificationMetrics metrics, string folder)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        (string Name, string Text)[] files =
        [
            ("evaluation.json", EvaluationJson.ToJson(metrics)),
            ("classes.csv", EvaluationCsv.Classes(metrics)),
            ("confusion-matrix.csv", EvaluationCsv.ConfusionMatrix(metrics.ConfusionMatrix)),
            ("confusion-matrix.svg", ConfusionMatrixSvg.ToSvg(metrics.ConfusionMatrix)),
            ("calibration.svg", CalibrationSvg.ToSvg(metrics.Calibration)),
        ];
        foreach (var (name, text) in files)
            TextFile.Write(Path.Combine(folder, name), text);
        return [.. files.Select(file => Path.Combine(folder, file.Name))];
    }
}
