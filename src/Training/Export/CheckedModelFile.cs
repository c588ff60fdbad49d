using MLPipeline.Inference;

namespace MLPipeline.Training;

/// <summary>Writes a model file beside its place, scores it with the predictor's own code, and renames it into its place.</summary>
internal static class CheckedModelFile
{
    /// <param name="path">The file; missing folders are made, an older file is replaced.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="images">Images that the trainer has scored.</param>
    /// <param name="expected">Writes the trainer's scores of an image, <c>[K]</c>.</param>
    /// <param name="classes">K.</param>
    /// <param name="tolerance">Largest difference of a score.</param>
    /// <param name="options">How the file is scored.</param>
    /// <param name="cancellation">Leaves no file.</param>
    /// <exception cref="ExportException">The file does not give the trainer's scores.</exception>
    public static ExportReport Write(
        string path, byte[] content, IReadOnlyList<ImageSource> images, Action<int, float[]> expected, int classes, double tolerance, PredictionEngineOptions options, CancellationToken cancellation)
    {
        using var beside = new FileBeside(path);
        File.WriteAllBytes(beside.Name, content);
        var difference = LargestDifference(beside.Name, images, expected, classes, options, cancellation);
        if (!(difference <= tolerance))
        {
            throw new ExportException($"The finished model's scores differ from the trainer's by up to {difference:G3} on {images.Count} images; {tolerance:G1} is allowed. No file was written.");
        }

        beside.Put();
        return new ExportReport(beside.Place, new FileInfo(beside.Place).Length, images.Count, difference);
    }

    private static double LargestDifference(
        string file, IReadOnlyList<ImageSource> images, Action<int, float[]> expected, int classes, PredictionEngineOptions options, CancellationToken cancellation)
    {
        using var engine = new PredictionEngine(file, options);
        double largest = 0;
        var scores = new float[classes];
        foreach (var outcome in engine.PredictMany(images, cancellation))
        {
            if (outcome.Prediction is null)
            {
                throw new ExportException($"{outcome.Source.Name} could be read in training, but not when the finished model was checked: {outcome.Fault!.Message}");
            }

            expected((int)outcome.Index, scores);
            for (var k = 0; k < scores.Length; k++)
            {
                var difference = Math.Abs((double)scores[k] - outcome.Prediction.Scores[k]);
                largest = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(largest, difference);
            }
        }

        return largest;
    }
}
