using System.Text.Json;

namespace MLPipeline.Training.Tests;

/// <summary>Against scikit-learn and PyTorch: Golden/head_oracle.py.</summary>
public class HeadOracleTests
{
    private static readonly JsonElement Oracle = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "head_oracle.json"))).RootElement;

    private static readonly FeatureSubset Data = new FeatureArray(
        [.. Oracle.GetProperty("x").EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(value => (float)value.GetDouble())], 5)
        .Labelled([.. Oracle.GetProperty("y").EnumerateArray().Select(value => value.GetInt32())]);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void SoftmaxRegression_FindsTheOptimumOfScikitLearn(int index)
    {
        var expected = Oracle.GetProperty("optimum")[index];
        var fit = new SoftmaxRegression(Data, Data, [1, 1, 1]);
        fit.Fit(expected.GetProperty("l2").GetDouble());
        Assert.Equal(expected.GetProperty("logLoss").GetDouble(), fit.HeldOutLoss() / Data.Count, 4); // the search stops at a relative decrease of 1e-6
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 10)]
    [InlineData(1, 1)]
    [InlineData(1, 10)]
    [InlineData(2, 1)]
    [InlineData(2, 10)]
    public void Steps_GiveTheProbabilitiesThatPyTorchHas(int index, int steps)
    {
        var expected = Oracle.GetProperty("steps")[index];
        var options = new HeadTrainingOptions
        {
            Optimizer = Enum.Parse<HeadOptimizer>(expected.GetProperty("optimizer").GetString()!),
            L2 = expected.GetProperty("l2").GetSingle(),
            LearningRate = expected.GetProperty("rate").GetSingle(),
            LearningRateScheduler = new ConstantLearningRate(),
            BatchSize = Data.Count, // one step per epoch
            Epochs = steps,
        };
        var head = new HeadTrainer(options).Train(Data, null, 3).Head;

        var scores = new float[3];
        for (var i = 0; i < Data.Count; i++)
        {
            head.Predict(Data.Row(i), scores);
            for (var k = 0; k < 3; k++)
            {
                Assert.Equal(expected.GetProperty("probabilities").GetProperty($"{steps}")[i][k].GetDouble(), scores[k], 5);
            }
        }
    }
}
