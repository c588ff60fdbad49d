using MLPipeline.Datasets;
using MLPipeline.Inference;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Images whose class a smaller model changes.</summary>
/// <param name="Before">The class that the model gave.</param>
/// <param name="After">The class that the smaller one gives.</param>
/// <param name="Images">How many.</param>
/// <param name="MadeRight">How many of them are of the class <paramref name="After"/>.</param>
/// <param name="MadeWrong">How many of them are of the class <paramref name="Before"/>.</param>
internal sealed record ChangedClass(string Before, string After, int Images, int MadeRight, int MadeWrong);

/// <summary>The same images, scored with two models.</summary>
/// <param name="Before">The first model's figures.</param>
/// <param name="After">The second one's.</param>
/// <param name="Agreement">Share of the images that could be read and are in the same class with both.</param>
/// <param name="Changed">The others, most images first.</param>
internal sealed record PairedScores(EvaluateReport Before, EvaluateReport After, double Agreement, IReadOnlyList<ChangedClass> Changed)
{
    /// <summary>Accuracy that was lost, as a share; below 0 where some was won.</summary>
    public double AccuracyLoss => Before.Metrics.MicroAccuracy - After.Metrics.MicroAccuracy;

    public static PairedScores Measure(
        ProgramConsole console,
        ImageDataset dataset,
        PartSelection selection,
        (string Before, string After) models,
        PredictionEngineOptions options,
        CancellationToken cancellation)
    {
        var (first, second) = (new Dictionary<int, ScoredImage>(), new Dictionary<int, ScoredImage>());
        var before = Score(models.Before, first);
        var after = Score(models.After, second);
        var both = first.Keys.Where(second.ContainsKey).Select(index => (First: first[index], Second: second[index])).ToArray();
        var changed = both.Where(pair => pair.First.Prediction.Label != pair.Second.Prediction.Label)
            .GroupBy(pair => (pair.First.Prediction.Label, pair.Second.Prediction.Label))
            .Select(group => new ChangedClass(
                group.Key.Item1,
                group.Key.Item2,
                group.Count(),
                group.Count(pair => pair.First.Image.Label == group.Key.Item2),
                group.Count(pair => pair.First.Image.Label == group.Key.Item1)))
            .OrderByDescending(change => change.Images)
            .ThenBy(change => change.Before, StringComparer.Ordinal)
            .ThenBy(change => change.After, StringComparer.Ordinal)
            .ToArray();
        var agreement = 1 - (changed.Sum(change => change.Images) / (double)Math.Max(1, both.Length));
        return new PairedScores(before, after, agreement, changed);

        EvaluateReport Score(string model, Dictionary<int, ScoredImage> scores)
        {
            using var engine = new PredictionEngine(model, options);
            return new ModelScoring(console, engine, dataset).Run(selection, scored => scores.Add(scored.Index, scored), cancellation);
        }
    }
}
