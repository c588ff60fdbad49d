namespace MLPipeline.Training.Tests;

public class TrainingWarningsTests
{
    private static readonly string[] Classes = ["cats", "dogs"];

    [Fact]
    public void GoodRun_GivesNoWarning_ThoughValidationIsBetterThanTraining()
    {
        var warnings = Begun(100, 120);
        for (var i = 0; i < 10; i++) Assert.Empty(warnings.Add(Epoch(i, 0.7 / (i + 1), 0.6 + (0.02 * i), validation: 0.95)));
    }

    [Fact]
    public void Overfitting_IsSaidOnce_AfterThreeEpochsWithTheGap()
    {
        // 100 validation images at 80%: the standard error is √(0.8 · 0.2 / 100) = 4 points, so the gap has to reach 10.
        var warnings = Begun(100, 100, validation: 100);
        var said = Enumerable.Range(0, 8).SelectMany(i => warnings.Add(Epoch(i, 0.1, i < 2 ? 0.88 : 0.91, validation: 0.8))).ToList();
        Assert.Equal((TrainingWarningKind.Overfitting, 5), (Assert.Single(said).Kind, said[0].Epoch)); // the third, fourth and fifth
        Assert.Contains("Training accuracy is 91.0%, validation accuracy 80.0%", said[0].Text, StringComparison.Ordinal);
        Assert.Equal(said, warnings.All);
    }

    [Fact]
    public void Gap_ThatChanceExplains_IsNotOverfitting()
    {
        // 20 validation images at 80%: the standard error is √(0.8 · 0.2 / 20) = 8.9 points, so the gap has to reach 17.9.
        var warnings = Begun(100, 100, validation: 20);
        for (var i = 0; i < 6; i++) Assert.Empty(warnings.Add(Epoch(i, 0.1, 0.97, validation: 0.8)));
        Assert.Empty(warnings.Add(Epoch(6, 0.1, 0.98, validation: 0.8)));
        Assert.Empty(warnings.Add(Epoch(7, 0.1, 0.98, validation: 0.8)));
        Assert.Single(warnings.Add(Epoch(8, 0.1, 0.98, validation: 0.8)));
    }

    [Fact]
    public void ClassThatIsNeverTheAnswer_IsNamedAfterThreeEpochs_UnlessThereAreNoImagesOfIt()
    {
        var warnings = Begun(100, 100);
        Assert.Empty(warnings.Add(Epoch(0, 1, 0.5, answers: [40, 0])));
        Assert.Empty(warnings.Add(Epoch(1, 1, 0.5, answers: [40, 0])));
        var said = Assert.Single(warnings.Add(Epoch(2, 1, 0.5, answers: [40, 0])));
        Assert.Equal(TrainingWarningKind.ClassNeverPredicted, said.Kind);
        Assert.StartsWith("dogs: never the answer in 3 epochs", said.Text, StringComparison.Ordinal);

        warnings = Begun(100, 100);
        for (var i = 0; i < 5; i++) Assert.Empty(warnings.Add(Epoch(i, 1, 0.5, answers: [40, 0], accuracies: [1, double.NaN])));
    }

    [Fact]
    public void RisingLoss_NeedsThreeRises_AndATenthInAll()
    {
        var warnings = Begun(100, 100);
        Assert.Empty(Losses(warnings, 0.50, 0.52, 0.53, 0.52)); // not three in a row
        warnings = Begun(100, 100);
        Assert.Empty(Losses(warnings, 0.50, 0.51, 0.52, 0.54)); // less than a tenth
        warnings = Begun(100, 100);
        var said = Assert.Single(Losses(warnings, 0.40, 0.50, 0.51, 0.52, 0.56, 0.57));
        Assert.Equal((TrainingWarningKind.RisingLoss, 4), (said.Kind, said.Epoch));
        Assert.Contains("from 0.4 to 0.52 in 3 epochs", said.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void BatchLoss_ThreeTimesTheEpochBefore_AndWorseThanGuessing_MeansATooHighRate()
    {
        // Guessing between two classes costs ln 2 = 0.693; one and a half of it is 1.04.
        var warnings = Begun(100, 100);
        Assert.Empty(warnings.Add(Epoch(0, 0.6, 0.7, highest: 2.0))); // in the first epoch three times 0.693 is the limit
        Assert.Empty(warnings.Add(Epoch(1, 0.1, 0.9, highest: 1.7))); // less than 3 · 0.6
        Assert.Empty(warnings.Add(Epoch(2, 0.1, 0.9, highest: 1.0))); // ten times 0.1, but better than guessing
        var said = Assert.Single(warnings.Add(Epoch(3, 0.1, 0.9, highest: 1.1)));
        Assert.Equal((TrainingWarningKind.RateTooHigh, 4), (said.Kind, said.Epoch));
    }

    [Fact]
    public void Data_AreLookedAtBeforeTheFirstEpoch()
    {
        var warnings = new TrainingWarnings(Classes, new NetworkTrainingOptions(), startsFromZero: true);
        var said = warnings.Add(Started(9, 90, numbers: 198_001));
        TrainingWarningKind[] kinds = [TrainingWarningKind.FewImagesOfClass, TrainingWarningKind.FewImagesForNetwork, TrainingWarningKind.Imbalance];
        Assert.Equal(kinds, said.Select(warning => warning.Kind));
        Assert.All(said, warning => Assert.Equal(0, warning.Epoch));
        Assert.StartsWith("cats (9): too few", said[0].Text, StringComparison.Ordinal);
        Assert.StartsWith("198,001 numbers are to be learned from 99 images", said[1].Text, StringComparison.Ordinal); // beyond 2,000 · 99
        Assert.StartsWith("'dogs' has 90 training images, 'cats' 9", said[2].Text, StringComparison.Ordinal);

        var balanced = new TrainingWarnings(Classes, new NetworkTrainingOptions { Balance = true }, startsFromZero: false);
        Assert.Empty(balanced.Add(Started(10, 1000, numbers: 50_000_000)));
        var atTheLimits = new TrainingWarnings(Classes, new NetworkTrainingOptions(), startsFromZero: true);
        Assert.Empty(atTheLimits.Add(Started(10, 99, numbers: 218_000)));
    }

    [Fact]
    public void ContinuedRun_SaysNothingAgain_ButHasItAllInTheEnd()
    {
        var warnings = new TrainingWarnings(Classes, new NetworkTrainingOptions(), startsFromZero: true);
        NetworkEpoch[] history = [.. Enumerable.Range(0, 4).Select(i => Figures(i, 0.1, 0.99, validation: 0.5))];
        Assert.Empty(warnings.Add(Started(5, 100) with { History = history }));
        Assert.Equal(
            [(TrainingWarningKind.FewImagesOfClass, 0), (TrainingWarningKind.Imbalance, 0), (TrainingWarningKind.Overfitting, 3)],
            warnings.All.Select(warning => (warning.Kind, warning.Epoch)));
        Assert.Empty(warnings.Add(Epoch(4, 0.1, 0.99, validation: 0.5)));
    }

    private static TrainingWarnings Begun(int cats, int dogs, int validation = 100)
    {
        var warnings = new TrainingWarnings(Classes, new NetworkTrainingOptions(), startsFromZero: true);
        Assert.Empty(warnings.Add(Started(cats, dogs, validation: validation)));
        return warnings;
    }

    private static NetworkTrainingEvent.Started Started(int cats, int dogs, long numbers = 1000, int validation = 100) =>
        new(cats + dogs, validation, StepsPerEpoch: 10, PlannedBytes: 0) { ClassImages = [cats, dogs], TrainedNumbers = numbers };

    private static List<TrainingWarning> Losses(TrainingWarnings warnings, params double[] losses) =>
        [.. losses.SelectMany((loss, i) => warnings.Add(Epoch(i, loss, 0.5)))];

    private static NetworkTrainingEvent.EpochDone Epoch(
        int epoch, double loss, double accuracy, double? validation = null, long[]? answers = null, double[]? accuracies = null, double highest = 0)
    {
        var figures = Figures(epoch, loss, accuracy, validation) with
        {
            ClassAccuracies = accuracies ?? [0.5, 0.5],
            Answers = answers ?? [10, 10],
            HighestBatchLoss = highest,
        };
        return new NetworkTrainingEvent.EpochDone(figures, new NetworkTrainingTimings(default, default, default, default, default));
    }

    private static NetworkEpoch Figures(int epoch, double loss, double accuracy, double? validation)
    {
        SetMetrics? measured = validation is { } share ? new SetMetrics(share, loss) : null;
        return new NetworkEpoch(epoch, 20, new SetMetrics(accuracy, loss), measured, [0.5, 0.5], LearningRate: 0.1, IsBest: true) { Answers = [10, 10] };
    }
}
