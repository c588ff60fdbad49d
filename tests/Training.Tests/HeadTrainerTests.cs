namespace MLPipeline.Training.Tests;

public class HeadTrainerTests
{
    [Fact]
    public void Train_OnSeparableClouds_ClassifiesAllOfThem()
    {
        var data = FeatureArray.Clouds(perClass: 30, classes: 4, width: 20, spread: 0.4, seed: 1);
        var trained = new HeadTrainer(new HeadTrainingOptions()).Train(data, null, 4);
        Assert.Equal(1, Accuracy(trained.Head, data));
        Assert.Equal(100, trained.History.Count);
        Assert.True(trained.History[^1].Train.Loss < trained.History[0].Train.Loss);
    }

    [Fact]
    public void Train_WithTheSameSeed_GivesTheSameBits_AndWithAnotherDoesNot()
    {
        var data = FeatureArray.Clouds(20, 3, 40, spread: 3, seed: 2);
        float[] Weights(int seed) => new HeadTrainer(new HeadTrainingOptions { Seed = seed, L2 = 0.01f, Epochs = 5 }).Train(data, null, 3).Head.Weights.ToArray();
        Assert.Equal(Weights(5), Weights(5));
        Assert.NotEqual(Weights(5), Weights(6));
    }

    [Fact]
    public void Train_OnFeaturesOfWildScales_LearnsAsOnEvenOnes()
    {
        // The third feature never varies; the second is a million times the first.
        var random = new Random(3);
        var labels = Enumerable.Range(0, 60).Select(i => i % 2).ToArray();
        float[] values = [.. labels.SelectMany(label => new[] { (float)(random.NextDouble() + label), (float)(1e6 * (random.NextDouble() - label)), 7f })];
        var data = new FeatureArray(values, 3).Labelled(labels);
        var trained = new HeadTrainer(new HeadTrainingOptions()).Train(data, null, 2);
        Assert.True(Accuracy(trained.Head, data) > 0.95);
        Assert.Equal(0, trained.Head.Weights[2]);
    }

    [Fact]
    public void Train_KeepsTheWeightsOfTheBestValidationEpoch()
    {
        // Labels that mean nothing: the validation loss is lowest early and rises as the noise is learned.
        var random = new Random(4);
        var noise = FeatureArray.Clouds(15, 2, 60, spread: 5, seed: 4);
        var train = noise with { Labels = [.. noise.Labels.Select(_ => random.Next(2))] };
        var validation = FeatureArray.Clouds(15, 2, 60, spread: 5, seed: 5);
        var options = new HeadTrainingOptions { L2 = 0, LearningRate = 0.05f, EarlyStopping = new EarlyStopping { Patience = 5 } };
        var trained = new HeadTrainer(options).Train(train, validation, 2);

        Assert.True(trained.History.Count < 100, "training should have stopped early");
        var best = trained.History.MinBy(epoch => epoch.Validation!.Value.Loss)!;
        Assert.Equal(best.Epoch, trained.BestEpoch);
        Assert.Equal(best.Validation!.Value.Loss, Loss(trained.Head, validation), 4);
    }

    [Fact]
    public void Train_WithFewerImagesThanABatch_Works()
    {
        // ML.NET divides by a count of zero batches here, and every weight becomes NaN.
        var data = FeatureArray.Clouds(3, 2, 4, spread: 0.1, seed: 6);
        var trained = new HeadTrainer(new HeadTrainingOptions { BatchSize = 128, LearningRateScheduler = new ExponentialLRDecay() }).Train(data, null, 2);
        Assert.Equal(1, Accuracy(trained.Head, data));
    }

    [Fact]
    public void Train_Balanced_HelpsTheRareClass()
    {
        var random = new Random(7);
        var labels = Enumerable.Range(0, 220).Select(i => i < 20 ? 1 : 0).ToArray();
        float[] values = [.. labels.Select(label => (float)((random.NextDouble() * 2) + (0.7 * label)))]; // overlapping
        var data = new FeatureArray(values, 1).Labelled(labels);
        double Recall(bool balance)
        {
            var head = new HeadTrainer(new HeadTrainingOptions { Balance = balance, L2 = 0 }).Train(data, null, 2).Head;
            return Enumerable.Range(0, 20).Count(i => Predict(head, data.Row(i)) == 1) / 20.0;
        }

        Assert.True(Recall(balance: true) > Recall(balance: false) + 0.3, $"{Recall(true)} against {Recall(false)}");
    }

    [Fact]
    public void Train_CancelledAfterAnEpoch_KeepsTheBestSoFar()
    {
        var data = FeatureArray.Clouds(20, 2, 5, spread: 0.5, seed: 8);
        using var stop = new CancellationTokenSource();
        var trained = new HeadTrainer(new HeadTrainingOptions { L2 = 0.1f }).Train(data, data, 2, epoch =>
        {
            if (epoch.Epoch == 3)
            {
                stop.Cancel();
            }
        }, stop.Token);
        Assert.True(trained.Cancelled);
        Assert.Equal(4, trained.History.Count);
        Assert.Equal(1, Accuracy(trained.Head, data));
    }

    [Fact]
    public void Train_CancelledBeforeTheFirstEpoch_Throws()
    {
        var data = FeatureArray.Clouds(5, 2, 5, spread: 0.5, seed: 8);
        Assert.Throws<OperationCanceledException>(() => new HeadTrainer(new HeadTrainingOptions { L2 = 0.1f }).Train(data, null, 2, null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Train_WithAnAbsurdRate_NamesTheStepAndTheCause()
    {
        var data = FeatureArray.Clouds(20, 2, 30, spread: 5, seed: 9);
        var options = new HeadTrainingOptions { LearningRate = 1e20f, L2 = 1, Optimizer = HeadOptimizer.Sgd };
        var error = Assert.Throws<TrainingDivergedException>(() => new HeadTrainer(options).Train(data, null, 2));
        Assert.Contains("step", error.Message, StringComparison.Ordinal);
        Assert.Contains("learning rate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_AreCheckedTogether()
    {
        var options = new HeadTrainingOptions
        {
            Epochs = 0, BatchSize = 0, LearningRate = float.NaN, L2 = -1, EarlyStopping = new EarlyStopping { Patience = 0, MinDelta = -1 },
        };
        var message = Assert.Throws<ArgumentException>(() => new HeadTrainer(options)).Message;
        Assert.All(["Epochs", "BatchSize", "LearningRate", "L2", "Patience", "MinDelta"], name => Assert.Contains(name, message, StringComparison.Ordinal));
    }

    [Fact]
    public void ChosenPenalty_IsStrongForNoiseAndWeakForClearData()
    {
        float[] even = [1, 1];
        var clear = FeatureArray.Clouds(60, 2, 10, spread: 0.8, seed: 10);
        var random = new Random(11);
        var noise = clear with { Labels = [.. clear.Labels.Select(_ => random.Next(2))] };
        Assert.True(RegularizationSearch.ChooseL2(noise, 2, even, 0, default) > 10 * RegularizationSearch.ChooseL2(clear, 2, even, 0, default));
    }

    private static int Predict(LinearHead head, ReadOnlySpan<float> row)
    {
        var scores = new float[head.Classes];
        head.Predict(row, scores);
        return Array.IndexOf(scores, scores.Max());
    }

    private static double Accuracy(LinearHead head, FeatureSubset data) =>
        Enumerable.Range(0, data.Count).Count(i => Predict(head, data.Row(i)) == data.Labels[i]) / (double)data.Count;

    private static double Loss(LinearHead head, FeatureSubset data) => Enumerable.Range(0, data.Count).Average(i =>
    {
        var scores = new float[head.Classes];
        head.Predict(data.Row(i), scores);
        return -Math.Log(scores[data.Labels[i]]);
    });
}
