using System.Text.Json.Nodes;

namespace MLPipeline.Evaluation.Tests;

/// <summary>
/// What scikit-learn says (Golden/scikit-learn.json, made by ScikitLearn.py). Ratios of counts agree to the last bits (1e-12); scikit-learn
/// divides each row of scores by its sum before the log-loss, which float32 rounding leaves at 1 ± 1e-7: 1e-6 there.
/// </summary>
public class ScikitLearnTests
{
    private static readonly JsonArray Cases =
        JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests", "Evaluation.Tests", "Golden", "scikit-learn.json")))!["cases"]!.AsArray();

    public static TheoryData<string> CaseNames => [.. Cases.Select(one => (string)one!["name"]!)];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Metrics_EqualScikitLearn(string name)
    {
        var golden = Cases.Single(one => (string)one!["name"]! == name)!;
        string[] classes = [.. golden["classNames"]!.AsArray().Select(one => (string)one!)];
        var evaluator = new MulticlassEvaluator(classes);
        evaluator.Add(
            golden["labels"]!.AsArray().Select(label => (int)label!).ToArray(),
            golden["scores"]!.AsArray().SelectMany(row => row!.AsArray()).Select(score => (float)(double)score!).ToArray());
        var metrics = evaluator.ToMetrics();

        AssertEqual(golden["precision"]!, metrics.PerClass.Select(one => one.Precision));
        AssertEqual(golden["recall"]!, metrics.PerClass.Select(one => one.Recall));
        AssertEqual(golden["f1"]!, metrics.PerClass.Select(one => one.F1));
        AssertEqual(golden["support"]!, metrics.PerClass.Select(one => (double)one.Support));
        AssertEqual(golden["macro"]!, Numbers(metrics.MacroAverage));
        AssertEqual(golden["weighted"]!, Numbers(metrics.WeightedAverage));
        Assert.Equal((double)golden["logLoss"]!, metrics.LogLoss, 1e-6);
        foreach (var (theirs, k) in golden["topK"]!.AsArray().Select((one, index) => (one, index + 1)))
        {
            if (theirs is not null)
                Assert.Equal((double)theirs, metrics.GetTopKAccuracy(k), 1e-12);
        }

        Assert.Equal((double)golden["expectedCalibrationError"]!, metrics.ExpectedCalibrationError, 1e-12);
    }

    private static double[] Numbers(AverageMetrics average) => [average.Precision, average.Recall, average.F1];

    private static void AssertEqual(JsonNode expected, IEnumerable<double> actual)
    {
        var theirs = expected.AsArray();
        var ours = actual.ToArray();
        Assert.Equal(theirs.Count, ours.Length);
        foreach (var (their, our) in theirs.Zip(ours))
        {
            if (their is null)
                Assert.Equal(double.NaN, our);
            else
                Assert.Equal((double)their, our, 1e-12);
        }
    }
}
