using System.Numerics;

namespace MLPipeline.Training.Tests;

public class RateSuggestionsTests
{
    [Theory]
    [InlineData(new[] { 9.0, 8, 7, 6, 5, 4, 10 }, 2)] // six points fall up to point 5: from -1 on, 6 / 3 + 6 / 6 = 3 points in
    [InlineData(new[] { 5.0, 4, 6, 3, 7, 2, 8 }, 2)] // 5 4 3 2 fall, with rises between them, up to point 5: from 1 on, 4 / 3 = 1 point in
    [InlineData(new[] { 1.0, 9, 8, 7, 2, 6 }, 1)] // 9 8 7 2 up to point 4, and as long to point 5; the first counts: from 0 on, 1 point in
    [InlineData(new[] { 3.0, 2, 4 }, 0)] // two points up to point 1 would begin before the first one
    public void Valley_IsTheMiddleOfTheLongestFall(double[] losses, int expected) =>
        Assert.Equal(expected, RateSuggestions.Valley(Points(losses))!.Step);

    [Fact]
    public void Valley_OfAnyCurve_IsThatOfAllSequencesTried()
    {
        var random = new Random(3);
        for (var curve = 0; curve < 50; curve++)
        {
            double[] losses = [.. Enumerable.Range(0, 11).Select(_ => (double)random.Next(12))]; // equal losses among them
            var (longest, end) = (1, 0);
            for (var chosen = 1; chosen < 1 << losses.Length; chosen++)
            {
                var sequence = Enumerable.Range(0, losses.Length).Where(i => (chosen >> i & 1) == 1).ToList();
                if (sequence.Zip(sequence.Skip(1)).Any(pair => losses[pair.Second] >= losses[pair.First])) continue;
                var length = BitOperations.PopCount((uint)chosen);
                if (length > longest || (length == longest && length > 1 && sequence[^1] < end)) (longest, end) = (length, sequence[^1]);
            }

            Assert.Equal(Math.Max(0, end - longest + (longest / 3) + (longest / 6)), RateSuggestions.Valley(Points(losses))!.Step);
        }
    }

    [Fact]
    public void Steepest_IsTheStepWithTheLargestFallPerLogarithmOfTheRate()
    {
        // The falls are 1, 2 and 1.5; per ln 10, ln 1000 and ln 10 of the rates between them the third one is steepest.
        LearningRatePoint[] points = [new(0, 1e-6, 0, 6), new(1, 1e-5, 0, 5), new(2, 1e-2, 0, 3), new(3, 1e-1, 0, 1.5), new(4, 1, 0, 4)];
        Assert.Equal(points[2], RateSuggestions.Steepest(points));
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { 1.0 })]
    [InlineData(new[] { 1.0, 1, 2, 3 })]
    public void LossThatNeverFalls_SuggestsNothing(double[] losses)
    {
        Assert.Null(RateSuggestions.Valley(Points(losses)));
        Assert.Null(RateSuggestions.Steepest(Points(losses)));
    }

    [Fact]
    public void Curve_LeavesOutItsFirstTenth_AndItsLastFive()
    {
        // Falling all along, but steepest at both ends: of 20 planned and 16 made, the nine points 2 to 10 are left.
        // Among them the way from 6 to 7 is steepest, and the valley lies at 8 - 9 + 9 / 3 + 9 / 6 = 3, which is point 5.
        double[] losses = [100, 50, 49, 48, 47, 46, 45, 40, 39, 38, 37, 36, 35, 34, 33, 0];
        var curve = new LearningRateCurve(Points(losses), PlannedSteps: 20, LearningRateSearchEnd.Diverged);
        Assert.Equal(6, curve.Steepest!.Step);
        Assert.Equal(5, curve.Valley!.Step);
    }

    private static LearningRatePoint[] Points(double[] losses) =>
        [.. losses.Select((loss, step) => new LearningRatePoint(step, Math.Pow(10, step - 7), loss, loss))];
}
