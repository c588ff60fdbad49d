using MLPipeline.Evaluation;
using MLPipeline.Execution;

namespace MLPipeline.Training;

/// <summary>What a network answers on sets of images, without training it.</summary>
internal sealed class ClassifierScores(ITrainableNetwork network, IReadOnlyList<string> classes)
{
    /// <summary>The figures on a set, and the answer on each image; null without a set.</summary>
    public MeasuredImages? Measure(ClassifierImages? images, TrainingImages? prepared)
    {
        if (images is null || prepared is null) return null;
        var answers = new List<ImageAnswer>(images.Pixels.Count);
        var evaluator = new MulticlassEvaluator(classes, new EvaluationOptions { TopKPredictionCount = Math.Min(5, classes.Count) });
        var batches = new EpochBatches(network, prepared, new TargetRows(classes.Count), shuffleSeed: null);
        for (var batch = 0; batch < batches.Count; batch++)
        {
            var labels = batches.Load(batch);
            network.Evaluate();
            for (var row = 0; row < labels.Length; row++)
            {
                var scores = network.Probabilities.Slice(row * classes.Count, classes.Count);
                evaluator.Add(labels[row], scores);
                answers.Add(ImageAnswer.Of(images.NameOf(answers.Count), labels[row], scores));
            }
        }

        return new MeasuredImages(evaluator.ToMetrics(), answers);
    }

    /// <summary>The answers on some images, spread evenly over the set.</summary>
    public List<CheckedImage> Choose(ClassifierImages images, TrainingImages prepared, int most)
    {
        var count = Math.Min(most, images.Pixels.Count);
        var chosen = Enumerable.Range(0, count).Select(i => (int)((long)i * images.Pixels.Count / count)).ToHashSet();
        var found = new List<CheckedImage>(count);
        var batches = new EpochBatches(network, prepared, new TargetRows(classes.Count), shuffleSeed: null);
        for (var batch = 0; batch < batches.Count; batch++)
        {
            var first = batch * network.BatchSize;
            if (!Enumerable.Range(first, network.BatchSize).Any(chosen.Contains)) continue;
            var labels = batches.Load(batch);
            network.Evaluate();
            for (var row = 0; row < labels.Length; row++)
            {
                if (chosen.Contains(first + row)) found.Add(new CheckedImage(images.SourceOf(first + row), network.Probabilities.Slice(row * classes.Count, classes.Count).ToArray()));
            }
        }

        return found;
    }
}

/// <summary>What was found on a set of images.</summary>
internal sealed record MeasuredImages(MulticlassClassificationMetrics Metrics, IReadOnlyList<ImageAnswer> Answers);
