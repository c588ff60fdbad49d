namespace MLPipeline.Evaluation;

/// <summary>
/// One class against all others. A figure whose denominator is 0 is <see cref="double.NaN"/>, so that "never tested" cannot be
/// mistaken for "always wrong"; <see cref="ConfusionMatrix.PerClassRecall"/> and its neighbours say 0 there, as ML.NET does.
/// </summary>
/// <param name="Name">The class.</param>
/// <param name="Precision">Right predictions of the class / all predictions of it, 0 to 1; NaN when it was never predicted.</param>
/// <param name="Recall">Right predictions of the class / test rows of it, 0 to 1; NaN when the test set has none.</param>
/// <param name="F1">2TP / (2TP + FP + FN), 0 to 1; NaN when the class was neither tested nor predicted.</param>
/// <param name="Support">Test rows whose true class this is.</param>
/// <param name="LogLoss">Mean of -ln(score of this class) over those rows, in nats; NaN when there are none.</param>
public sealed record ClassMetrics(string Name, double Precision, double Recall, double F1, long Support, double LogLoss);

/// <summary>
/// Means over the classes that have test rows. A class that was never predicted counts with precision 0. NaN when no class has test rows.
/// </summary>
/// <param name="Precision">Mean precision, 0 to 1.</param>
/// <param name="Recall">Mean recall, 0 to 1.</param>
/// <param name="F1">Mean of the classes' F1 (not the F1 of the means), 0 to 1.</param>
public sealed record AverageMetrics(double Precision, double Recall, double F1)
{
    internal static AverageMetrics Macro(IReadOnlyList<ClassMetrics> classes) => Mean(classes, one => one.Support > 0 ? 1 : 0);

    internal static AverageMetrics Weighted(IReadOnlyList<ClassMetrics> classes) => Mean(classes, one => one.Support);

    private static AverageMetrics Mean(IReadOnlyList<ClassMetrics> classes, Func<ClassMetrics, double> weightOf)
    {
        double weights = 0, precision = 0, recall = 0, f1 = 0;
        foreach (var one in classes.Where(one => one.Support > 0))
        {
            var weight = weightOf(one);
            weights += weight;
            precision += weight * (double.IsNaN(one.Precision) ? 0 : one.Precision);
            recall += weight * one.Recall;
            f1 += weight * one.F1;
        }

        return new AverageMetrics(precision / weights, recall / weights, f1 / weights);
    }
}
