namespace MLPipeline.Evaluation.Tests;

/// <summary>Short ways to metrics.</summary>
internal static class Evaluate
{
    public static MulticlassClassificationMetrics Rows(string[] classes, params (int Label, float[] Scores)[] rows) =>
        Rows(classes, new EvaluationOptions(), rows);

    public static MulticlassClassificationMetrics Rows(string[] classes, EvaluationOptions options, params (int Label, float[] Scores)[] rows)
    {
        var evaluator = new MulticlassEvaluator(classes, options);
        foreach (var (label, scores) in rows)
            evaluator.Add(label, scores);
        return evaluator.ToMetrics();
    }

    /// <summary>
    /// Metrics whose confusion matrix is <paramref name="counts"/>: the predicted class has score 0.9, the others share the rest.
    /// </summary>
    public static MulticlassClassificationMetrics Counts(string[] classes, int[][] counts, EvaluationOptions? options = null)
    {
        var evaluator = new MulticlassEvaluator(classes, options);
        var scores = new float[classes.Length];
        for (var actual = 0; actual < counts.Length; actual++)
        {
            for (var predicted = 0; predicted < counts[actual].Length; predicted++)
            {
                if (counts[actual][predicted] == 0)
                    continue;
                Array.Fill(scores, 0.1f / Math.Max(1, classes.Length - 1));
                scores[predicted] = 0.9f;
                for (var row = 0; row < counts[actual][predicted]; row++)
                    evaluator.Add(actual, scores);
            }
        }

        return evaluator.ToMetrics();
    }

    /// <summary>A confusion matrix with a strong diagonal and errors among neighbours, the same for every call.</summary>
    public static MulticlassClassificationMetrics Synthetic(int classes, int rowsPerClass, Func<int, string>? nameOf = null)
    {
        var random = new Random(classes);
        nameOf ??= index => $"class {index:D3}";
        var counts = Enumerable.Range(0, classes).Select(_ => new int[classes]).ToArray();
        for (var actual = 0; actual < classes; actual++)
        {
            for (var row = 0; row < rowsPerClass; row++)
            {
                var draw = random.NextDouble();
                var predicted = draw < 0.75 ? actual : draw < 0.92 ? (actual + 1) % classes : random.Next(classes);
                counts[actual][predicted]++;
            }
        }

        var options = new EvaluationOptions { TopKPredictionCount = Math.Min(5, classes) };
        return Counts([.. Enumerable.Range(0, classes).Select(nameOf)], counts, options);
    }

    /// <summary>Classes c0, c1, …, every row right.</summary>
    public static MulticlassClassificationMetrics Perfect(int classes, int rowsPerClass)
    {
        var counts = Enumerable.Range(0, classes).Select(_ => new int[classes]).ToArray();
        for (var one = 0; one < classes; one++)
            counts[one][one] = rowsPerClass;
        return Counts([.. Enumerable.Range(0, classes).Select(one => $"c{one}")], counts);
    }
}
