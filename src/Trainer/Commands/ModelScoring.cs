using System.Diagnostics;
using MLPipeline.Datasets;
using MLPipeline.Evaluation;
using MLPipeline.Inference;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>An image that was scored.</summary>
/// <param name="Index">Its place in the selection.</param>
/// <param name="Image">The image.</param>
/// <param name="Label">Its class among the model's; their number where the model does not know it.</param>
/// <param name="Prediction">The model's answer.</param>
internal readonly record struct ScoredImage(int Index, LabeledImage Image, int Label, ImagePrediction Prediction);

/// <summary>Scores labelled images once, for everybody who wants to know.</summary>
internal sealed class ModelScoring(ProgramConsole console, PredictionEngine engine, ImageDataset dataset)
{
    /// <summary>Scores a selection.</summary>
    /// <param name="selection">Which images.</param>
    /// <param name="scored">Told of each that could be read, in order.</param>
    /// <param name="cancellation">Looked at between images.</param>
    /// <exception cref="DatasetException">Not one image could be read.</exception>
    public EvaluateReport Run(PartSelection selection, Action<ScoredImage> scored, CancellationToken cancellation)
    {
        var labels = engine.Labels.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        WarnOfUnknownClasses(labels);

        var evaluator = new MulticlassEvaluator(engine.Labels, new EvaluationOptions
        {
            TopKPredictionCount = Math.Min(5, engine.Labels.Count),
        });
        using var progress = console.StartProgress("Measuring", selection.Images.Count);
        var skipped = new List<(string Path, string Reason)>();
        var watch = Stopwatch.StartNew();
        foreach (var outcome in engine.PredictMany(selection.Images.Select(image => ImageSource.FromFile(image.Path)), cancellation))
        {
            var image = selection.Images[(int)outcome.Index];
            if (outcome.Prediction is { } prediction)
            {
                // A class that the model does not know counts as wrong, under a number beyond its classes.
                var label = labels.GetValueOrDefault(image.Label, engine.Labels.Count);
                evaluator.Add(label, prediction.Scores);
                scored(new ScoredImage((int)outcome.Index, image, label, prediction));
            }
            else
            {
                skipped.Add((image.Path, outcome.Fault!.Reason));
            }

            progress.Report(outcome.Index + 1, note: skipped.Count > 0 ? $"{skipped.Count} unreadable" : "");
        }

        if (skipped.Count == selection.Images.Count)
        {
            throw new DatasetException(skipped.Take(20).Select(image => new DatasetFault(
                DatasetFaultKind.Unreadable, image.Path, image.Reason.TrimEnd('.'), "Not one image could be read")));
        }

        var metrics = evaluator.ToMetrics();
        return new EvaluateReport(metrics, selection.Part, selection.Explanation, skipped, watch.Elapsed, selection.Images.Count);
    }

    private void WarnOfUnknownClasses(Dictionary<string, int> labels)
    {
        var unknown = dataset.Classes.Where(name => !labels.ContainsKey(name)).ToList();
        if (unknown.Count > 0)
        {
            var names = string.Join(", ", unknown.Take(10).Select(PrintableText.Of));
            console.Warn($"The model does not know {unknown.Count} of the classes, whose images count as wrong: {names}");
        }
    }
}
