namespace MLPipeline.Evaluation.Tests;

public sealed class TopLossesTests
{
    // -ln of the true class's score: 0.3567, 2.3026, 0.6931, and of an unknown class the highest, -ln 1e-15 = 34.5388.
    [Fact]
    public void TopLosses_KeepsTheHighest_WithWhatTheNetworkSaid()
    {
        var losses = new TopLosses(3);
        losses.Add(0, 0, [0.7f, 0.2f, 0.1f]);
        losses.Add(1, 2, [0.6f, 0.3f, 0.1f]);
        losses.Add(2, 1, [0.25f, 0.5f, 0.25f]);
        losses.Add(3, 3, [0.2f, 0.2f, 0.6f]);

        var rows = losses.ToList();

        Assert.Equal([3L, 1, 2], rows.Select(row => row.Row));
        Assert.Equal([2, 0, 1], rows.Select(row => row.Predicted));
        Assert.Equal([34.5388, 2.3026, 0.6931], rows.Select(row => Math.Round(row.Loss, 4)));
        Assert.Equal([0, 0.1f, 0.5f], rows.Select(row => row.Probability));
        Assert.Equal([0.6f, 0.6f, 0.5f], rows.Select(row => row.Confidence));
        Assert.Equal([false, false, true], rows.Select(row => row.IsRight));
    }

    [Fact]
    public void TopLosses_OfEqualLosses_KeepsTheFirstRows()
    {
        var losses = new TopLosses(2);
        foreach (var row in (long[])[4, 2, 7, 3]) losses.Add(row, 0, [0.5f, 0.5f]);
        Assert.Equal([2L, 3], losses.ToList().Select(row => row.Row));
    }

    [Fact]
    public void TopLosses_LeavesOutWhatTheMetricsDrop()
    {
        var losses = new TopLosses(5);
        losses.Add(0, -1, [0.5f, 0.5f]);
        losses.Add(1, 0, [float.NaN, 0.5f]);
        losses.Add(2, 0, [float.PositiveInfinity, 0]);
        Assert.Empty(losses.ToList());
        Assert.Throws<ArgumentOutOfRangeException>(() => new TopLosses(0));
    }

    // The mean of all losses is the log-loss that the evaluator gives.
    [Fact]
    public void TopLosses_OfAllRows_HaveTheLogLossAsTheirMean()
    {
        var random = new Random(2);
        var (losses, evaluator) = (new TopLosses(200), new MulticlassEvaluator(["a", "b", "c"]));
        for (var row = 0; row < 200; row++)
        {
            var (a, b) = (random.NextSingle(), random.NextSingle());
            float[] scores = [a * b, a * (1 - b), 1 - a];
            var label = random.Next(3);
            losses.Add(row, label, scores);
            evaluator.Add(label, scores);
        }

        Assert.Equal(evaluator.ToMetrics().LogLoss, losses.ToList().Average(row => row.Loss), 12);
    }

    [Fact]
    public void ConfusionExamples_AreTheWorstRowsOfThatPairAlone()
    {
        var examples = new ConfusionExamples(2);
        examples.Add(0, 0, [0.9f, 0.1f, 0]); // right
        examples.Add(1, 0, [0.4f, 0.6f, 0]);
        examples.Add(2, 0, [0.1f, 0.9f, 0]);
        examples.Add(3, 0, [0.3f, 0.7f, 0]);
        examples.Add(4, 0, [0.1f, 0, 0.9f]);
        examples.Add(5, 1, [0.9f, 0.1f, 0]);
        examples.Add(6, 3, [0.9f, 0.1f, 0]); // a class that the network does not know
        examples.Add(7, -1, [0.9f, 0.1f, 0]);

        Assert.Equal([2L, 3], examples.Of(actual: 0, predicted: 1).Select(row => row.Row));
        Assert.Equal([4L], examples.Of(0, 2).Select(row => row.Row));
        Assert.Equal([5L], examples.Of(1, 0).Select(row => row.Row));
        Assert.Empty(examples.Of(2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfusionExamples(0));
    }

    [Fact]
    public void ConfusionExamples_WithRight_KeepTheLeastSureOfThem_AlsoFromProbabilitiesAlone()
    {
        var examples = new ConfusionExamples(1, withRight: true);
        examples.Add(0, 1, [0.1f, 0.9f]);
        examples.Add(1, 1, [0.4f, 0.6f]);
        Assert.Equal([1L], examples.Of(1, 1).Select(row => row.Row));

        examples.Add(RowLoss.Of(2, actual: 1, predicted: 1, probability: 0.55f, confidence: 0.55f));
        Assert.Equal(-Math.Log(0.55), Assert.Single(examples.Of(1, 1)).Loss, 6);
        Assert.Equal(34.54, RowLoss.Of(3, 0, 1, probability: 0, confidence: 1).Loss, 2); // the floor under a probability
    }
}
