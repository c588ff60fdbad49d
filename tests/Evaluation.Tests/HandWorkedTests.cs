namespace MLPipeline.Evaluation.Tests;

/// <summary>Numbers small enough to check on paper.</summary>
public class HandWorkedTests
{
    private static readonly string[] Three = ["cat", "dog", "fox"];

    // predicted   cat dog fox
    // cat           4   1   0      recall 4/5, precision 4/6, F1 = 8/11
    // dog           2   2   1      recall 2/5, precision 2/3, F1 = 4/8
    // fox           0   0  10      recall 1,   precision 10/11, F1 = 20/21
    private static readonly MulticlassClassificationMetrics Metrics = Evaluate.Counts(Three, [[4, 1, 0], [2, 2, 1], [0, 0, 10]]);

    [Fact]
    public void PerClass_FollowsFromTheMatrix()
    {
        Assert.Equal(16.0 / 20, Metrics.MicroAccuracy);
        Assert.Equal((0.8 + 0.4 + 1) / 3, Metrics.MacroAccuracy, 1e-15);
        Assert.Equal([8.0 / 11, 4.0 / 8, 20.0 / 21], Metrics.PerClass.Select(one => one.F1));
        Assert.Equal([4.0 / 6, 2.0 / 3, 10.0 / 11], Metrics.PerClass.Select(one => one.Precision));
        // Weighted by 5, 5 and 10 rows of 20; the weighted recall is the micro accuracy.
        Assert.Equal(((8.0 / 11) + 0.5 + (2 * 20.0 / 21)) / 4, Metrics.WeightedAverage.F1, 1e-15);
        Assert.Equal(0.8, Metrics.WeightedAverage.Recall, 1e-15);
        // Right rows cost -ln 0.9, wrong ones -ln 0.05.
        Assert.Equal(-((16 * Math.Log(0.9f)) + (4 * Math.Log(0.05f))) / 20, Metrics.LogLoss, 1e-12);
    }

    [Fact]
    public void MostConfused_SortsByCountThenShare()
    {
        var confusions = Metrics.ConfusionMatrix.MostConfused();
        Assert.Equal(
            [
                new ClassConfusion(1, 0, "dog", "cat", 2, 0.4),
                new ClassConfusion(0, 1, "cat", "dog", 1, 0.2), // equal count and share: the order of the classes
                new ClassConfusion(1, 2, "dog", "fox", 1, 0.2),
            ],
            confusions);
        Assert.Equal([confusions[0]], Metrics.ConfusionMatrix.MostConfused(minCount: 2));
    }

    [Fact]
    public void FormattedTable_NumbersNamesThatDoNotFitTheHeader()
    {
        // ML.NET: names longer than 5 leave the header to their indices; the row says "0.     cat".
        var metrics = Evaluate.Counts(["cat", "wolfhound", "fox"], [[4, 1, 0], [2, 2, 1], [0, 0, 1000]]);
        Assert.Equal(
            """

            Confusion table
                         ||========================
            PREDICTED    ||     0 |     1 |     2 | Recall
            TRUTH        ||========================
            0.       cat ||     4 |     1 |     0 | 0.8000
            1. wolfhound ||     2 |     2 |     1 | 0.4000
            2.       fox ||     0 |     0 | 1,000 | 1.0000
                         ||========================
            Precision    ||0.6667 |0.6667 |0.9990 |

            """,
            metrics.ConfusionMatrix.GetFormattedConfusionTable());
    }

    [Fact]
    public void CalibrationError_OfFourRowsInTwoBins()
    {
        // Bins of width 1/2: (0, 0.5] and (0.5, 1]. Confidences 0.5 (right) | 0.75 (right), 0.75 (wrong), 1 (right).
        // Bin 1: accuracy 1, confidence 0.5, gap 1/2, weight 1/4. Bin 2: accuracy 2/3, confidence 2.5/3, gap 1/6, weight 3/4.
        // ECE = 1/8 + 1/8 = 1/4.
        var metrics = Evaluate.Rows(
            Three, new EvaluationOptions { CalibrationBins = 2 },
            (0, [0.5f, 0.25f, 0.25f]), (0, [0.75f, 0.25f, 0]), (1, [0.75f, 0.25f, 0]), (2, [0, 0, 1]));

        Assert.Equal(0.25, metrics.ExpectedCalibrationError, 1e-15);
        Assert.Equal(new CalibrationBin(0, 0.5, 1, 0.5, 1), metrics.Calibration.Bins[0]);
        Assert.Equal(new CalibrationBin(0.5, 1, 3, 2.5 / 3, 2.0 / 3), metrics.Calibration.Bins[1]);
    }

    [Fact]
    public void CalibrationError_OfLogits_IsUndefined()
    {
        var metrics = Evaluate.Rows(Three, (0, [5f, 0, -3]), (1, [0.2f, 0.5f, 0.3f]));
        Assert.Equal(double.NaN, metrics.ExpectedCalibrationError);
        Assert.Empty(metrics.Calibration.Bins);
        Assert.Equal(1, metrics.MicroAccuracy);
    }

    [Fact]
    public void Rows_OneByOneOrInABatch_AreTheSame()
    {
        var evaluator = new MulticlassEvaluator(Three);
        evaluator.Add([0, 1, -1], [0.5f, 0.3f, 0.2f, 0.5f, 0.3f, 0.2f, 1, 0, 0]);
        var single = Evaluate.Rows(Three, (0, [0.5f, 0.3f, 0.2f]), (1, [0.5f, 0.3f, 0.2f]), (-1, [1, 0, 0]));
        Assert.Equal(EvaluationJson.ToJson(single), EvaluationJson.ToJson(evaluator.ToMetrics()));
    }
}
