namespace MLPipeline.Evaluation.Tests;

public class EdgeCaseTests
{
    private static readonly string[] Three = ["cat", "dog", "fox"];

    [Fact]
    public void NoRows_LookUndefined_NotPerfect()
    {
        var metrics = Evaluate.Rows(Three, new EvaluationOptions { TopKPredictionCount = 2 });

        // ML.NET: micro accuracy 0, macro accuracy 0, log-loss 0 (perfect), top-k NaN.
        Assert.Equal(double.NaN, metrics.MicroAccuracy);
        Assert.Equal(double.NaN, metrics.MacroAccuracy);
        Assert.Equal(double.NaN, metrics.LogLoss);
        Assert.Equal(double.NaN, metrics.LogLossReduction);
        Assert.Equal(double.NaN, metrics.TopKAccuracy);
        Assert.Equal(double.NaN, metrics.ExpectedCalibrationError);
        Assert.Equal(double.NaN, metrics.MicroAccuracyInterval.Lower);
        Assert.Equal(0, metrics.RowCount);
        Assert.Empty(metrics.ConfusionMatrix.MostConfused());
    }

    [Fact]
    public void NetworkOfNaN_HasNoScore_AndSaysWhy()
    {
        // ML.NET gives such a network micro accuracy 0 and a perfect log-loss of 0.
        var metrics = Evaluate.Rows(Three, (0, [float.NaN, 0, 0]), (1, [0, float.PositiveInfinity, 0]), (-1, [float.NaN, 0, 0]));

        Assert.Equal(double.NaN, metrics.LogLoss);
        Assert.Equal(new DroppedRows(Unlabeled: 1, BadScores: 2), metrics.DroppedRows);
        Assert.Equal(3, metrics.DroppedRows.Total);
    }

    [Fact]
    public void LabelBeyondTheClasses_CountsAsWrong_ButBelongsToNoClass()
    {
        var metrics = Evaluate.Rows(Three, (0, [0.5f, 0.25f, 0.25f]), (3, [0.5f, 0.25f, 0.25f]));

        Assert.Equal(0.5, metrics.MicroAccuracy);
        Assert.Equal(1, metrics.MacroAccuracy); // the only class tested is right once of once
        Assert.Equal(0.5, metrics.GetTopKAccuracy(3));
        Assert.Equal((Math.Log(2) - Math.Log(1e-15f)) / 2, metrics.LogLoss, 1e-12);
        Assert.Equal(1, metrics.RowsOfUnknownClass);
        Assert.Equal([1, 0, 0], metrics.ConfusionMatrix.Support);
        // H as ML.NET computes it: the known class has share 1/2 of all rows, so H = ln 2 / 2.
        Assert.Equal(1 - (metrics.LogLoss / (Math.Log(2) / 2)), metrics.LogLossReduction, 1e-12);
    }

    [Fact]
    public void AbsentClass_IsNaNPerClass_And0InTheMembersOfMLNet()
    {
        var metrics = Evaluate.Rows(Three, (0, [0.6f, 0.3f, 0.1f]), (0, [0.3f, 0.6f, 0.1f]));

        var dog = metrics.PerClass[1]; // predicted once, never tested
        Assert.Equal((0d, double.NaN, 0d, 0L, double.NaN), (dog.Precision, dog.Recall, dog.F1, dog.Support, dog.LogLoss));
        var fox = metrics.PerClass[2]; // neither
        Assert.Equal((double.NaN, double.NaN, double.NaN), (fox.Precision, fox.Recall, fox.F1));
        Assert.Equal([0.5, 0, 0], metrics.ConfusionMatrix.PerClassRecall);
        Assert.Equal([1, 0, 0], metrics.ConfusionMatrix.PerClassPrecision);
        Assert.Equal(0, metrics.PerClassLogLoss[1]);
    }

    [Fact]
    public void OneClassInAll_IsAlwaysRight()
    {
        var metrics = Evaluate.Rows(["only"], (0, [1f]));
        Assert.Equal(1, metrics.MicroAccuracy);
        Assert.Equal(double.NaN, metrics.LogLossReduction);
    }

    [Fact]
    public void Constructor_ListsAllFaultsAtOnce()
    {
        var options = new EvaluationOptions { TopKPredictionCount = 6, CalibrationBins = 0, ConfidenceLevel = 1, BootstrapResamples = 0 };
        var message = Assert.Throws<ArgumentException>(() => new MulticlassEvaluator(["cat", "", "dog", "cat"], options)).Message;

        Assert.Contains("Class 1 has no name.", message, StringComparison.Ordinal);
        Assert.Contains("\"cat\" stands 2 times", message, StringComparison.Ordinal);
        Assert.Contains("TopKPredictionCount is 6; valid are 0 (none) to 4", message, StringComparison.Ordinal);
        Assert.Contains("CalibrationBins is 0", message, StringComparison.Ordinal);
        Assert.Contains("ConfidenceLevel is 1", message, StringComparison.Ordinal);
        Assert.Contains("BootstrapResamples is 0", message, StringComparison.Ordinal);
        Assert.Contains("no class names", Assert.Throws<ArgumentException>(() => new MulticlassEvaluator([])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_RefusesScoresOfAnotherLength_AndAddsNothing()
    {
        var evaluator = new MulticlassEvaluator(Three);
        var row = Assert.Throws<ArgumentException>("scores", () => evaluator.Add(0, [0.5f, 0.5f]));
        Assert.Contains("2 scores; there are 3 classes", row.Message, StringComparison.Ordinal);
        var rows = Assert.Throws<ArgumentException>("scores", () => evaluator.Add([0, 1], new float[5]));
        Assert.Contains("[2, 3] scores; there are 5", rows.Message, StringComparison.Ordinal);
        Assert.Equal(0, evaluator.ToMetrics().RowCount);
    }

    [Fact]
    public void IndicesAndCounts_OutOfRange_AreRefusedByName()
    {
        var metrics = Evaluate.Rows(Three, (0, [0.5f, 0.25f, 0.25f]));
        Assert.Throws<ArgumentOutOfRangeException>("k", () => metrics.GetTopKAccuracy(0));
        Assert.Throws<ArgumentOutOfRangeException>("k", () => metrics.GetTopKAccuracy(4));
        Assert.Throws<ArgumentOutOfRangeException>("predictedClassIndicatorIndex", () => metrics.ConfusionMatrix.GetCountForClassPair(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>("actualClassIndicatorIndex", () => metrics.ConfusionMatrix.GetCountForClassPair(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>("minCount", () => metrics.ConfusionMatrix.MostConfused(0));
    }

    [Fact]
    public void ToMetrics_IsASnapshot()
    {
        var evaluator = new MulticlassEvaluator(Three, new EvaluationOptions { TopKPredictionCount = 1 });
        evaluator.Add(0, [0.5f, 0.25f, 0.25f]);
        var before = evaluator.ToMetrics();
        var text = EvaluationJson.ToJson(before);
        evaluator.Add(0, [0.25f, 0.5f, 0.25f]);

        Assert.Equal(text, EvaluationJson.ToJson(before));
        Assert.Equal(0.5, evaluator.ToMetrics().MicroAccuracy);
    }
}
