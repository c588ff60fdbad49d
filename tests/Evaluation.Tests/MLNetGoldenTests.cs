using System.Globalization;
using System.Text.Json.Nodes;

namespace MLPipeline.Evaluation.Tests;

/// <summary>
/// Real ML.NET's answers (Golden/mlnet-metrics.json names the version): every member of every case. Accuracies, counts, top-k, precision
/// and recall are asserted equal to the last bit. What contains logarithms or sums of quotients gets 1e-14 relative, for mathematics
/// libraries that round the last bit of a logarithm differently; on linux-x64, where the golden file was made, these are equal too.
/// </summary>
public class MLNetGoldenTests
{
    private const double Relative = 1e-14;

    private static readonly JsonArray Cases =
        JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests", "Evaluation.Tests", "Golden", "mlnet-metrics.json")))!["cases"]!.AsArray();

    // These two answers are faults of ML.NET; the tests below state what is said instead.
    private const string TopKOneTooLarge = "top-k equal to classes plus one";
    private const string TopKFarTooLarge = "top-k beyond classes plus one";
    private const string SingleClass = "one class only in the test set";

    public static TheoryData<string> CaseNames => [.. Cases.Select(NameOf).Except([TopKOneTooLarge, TopKFarTooLarge])];

    [Fact]
    public void Golden_HasTwelveCases() => Assert.Equal(12, Cases.Count);

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Metrics_EqualMLNet(string name)
    {
        var expected = Find(name)["result"]!;
        var metrics = Run(name);

        Assert.Equal(Number(expected["microAccuracy"]), metrics.MicroAccuracy);
        AssertClose(Number(expected["macroAccuracy"]), metrics.MacroAccuracy);
        AssertClose(Number(expected["logLoss"]), metrics.LogLoss);
        if (name != SingleClass)
            AssertClose(Number(expected["logLossReduction"]), metrics.LogLossReduction);
        Assert.Equal(Number(expected["topKAccuracy"]), metrics.TopKAccuracy);
        Assert.Equal((int)expected["topKPredictionCount"]!, metrics.TopKPredictionCount);
        Assert.Equal(expected["topKAccuracyForAllK"]?.AsArray().Select(Number), metrics.TopKAccuracyForAllK);
        foreach (var (theirs, ours) in expected["perClassLogLoss"]!.AsArray().Zip(metrics.PerClassLogLoss))
            AssertClose(Number(theirs), ours);
    }

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void ConfusionMatrix_EqualsMLNet(string name)
    {
        var expected = Find(name)["result"]!;
        var matrix = Run(name).ConfusionMatrix;
        var counts = expected["confusion"]!.AsArray().Select(row => row!.AsArray().Select(count => (double)count!).ToArray()).ToArray();

        Assert.Equal((int)Find(name)["classes"]!, matrix.NumberOfClasses);
        Assert.Equal(counts, matrix.Counts);
        Assert.Equal(expected["perClassPrecision"]!.AsArray().Select(Number), matrix.PerClassPrecision);
        Assert.Equal(expected["perClassRecall"]!.AsArray().Select(Number), matrix.PerClassRecall);
        Assert.Equal((string)expected["formatted"]!, matrix.GetFormattedConfusionTable());
        for (var actual = 0; actual < counts.Length; actual++)
        {
            for (var predicted = 0; predicted < counts.Length; predicted++)
                Assert.Equal(counts[actual][predicted], matrix.GetCountForClassPair(predicted, actual));
        }
    }

    [Fact]
    public void LogLossReduction_OfSingleClassTestSet_IsUndefined_WhereMLNetSaysInfinity()
    {
        Assert.Equal("Infinity", (string)Find(SingleClass)["result"]!["logLossReduction"]!);
        Assert.Equal(double.NaN, Run(SingleClass).LogLossReduction);
    }

    [Fact]
    public void TopK_AboveTheNumberOfClasses_IsRefused_WhereMLNetCountsOnOrCrashes()
    {
        Assert.Equal("1", (string)Find(TopKOneTooLarge)["result"]!["topKAccuracy"]!);
        Assert.Equal("IndexOutOfRangeException", (string)Find(TopKFarTooLarge)["result"]!["exception"]!);
        foreach (var name in new[] { TopKOneTooLarge, TopKFarTooLarge })
        {
            var refused = Assert.Throws<ArgumentException>(() => Run(name));
            Assert.Contains("valid are 0 (none) to 3, the number of classes", refused.Message, StringComparison.Ordinal);
        }

        // All else in ML.NET's answer to "classes plus one" is ours with a valid K.
        var expected = Find(TopKOneTooLarge)["result"]!;
        var metrics = Run(TopKOneTooLarge, topK: 3);
        Assert.Equal(expected["topKAccuracyForAllK"]!.AsArray().Take(3).Select(Number), metrics.TopKAccuracyForAllK);
        AssertClose(Number(expected["logLoss"]), metrics.LogLoss);
        AssertClose(Number(expected["logLossReduction"]), metrics.LogLossReduction);
    }

    [Theory]
    [InlineData("a row without a label is dropped", 1, 0)]
    [InlineData("a row with a NaN score is dropped", 0, 1)]
    public void DroppedRows_AreCounted_WhereMLNetShowsOnlyPerfectAccuracy(string name, long unlabeled, long badScores)
    {
        Assert.Equal("1", (string)Find(name)["result"]!["microAccuracy"]!);
        var metrics = Run(name);
        Assert.Equal(new DroppedRows(unlabeled, badScores), metrics.DroppedRows);
        Assert.Equal(2, metrics.RowCount);
    }

    private static MulticlassClassificationMetrics Run(string name, int? topK = null)
    {
        var golden = Find(name);
        // ML.NET names unnamed keys by their index.
        var classes = Enumerable.Range(0, (int)golden["classes"]!).Select(index => index.ToString(CultureInfo.InvariantCulture)).ToArray();
        var labels = golden["labels"]!.AsArray().Select(key => (int)key! - 1);
        var scores = golden["scores"]!.AsArray().Select(row => row!.AsArray().Select(Score).ToArray());
        var options = new EvaluationOptions { TopKPredictionCount = topK ?? (int)golden["topK"]! };
        return Evaluate.Rows(classes, options, [.. labels.Zip(scores)]);
    }

    private static JsonNode Find(string name) => Cases.Single(one => NameOf(one) == name)!;

    private static string NameOf(JsonNode? one) => (string)one!["name"]!;

    private static double Number(JsonNode? text) => double.Parse((string)text!, CultureInfo.InvariantCulture);

    private static float Score(JsonNode? text) => float.Parse((string)text!, CultureInfo.InvariantCulture);

    private static void AssertClose(double expected, double actual) =>
        Assert.InRange(actual, expected - (Math.Abs(expected) * Relative), expected + (Math.Abs(expected) * Relative));
}
