namespace MLPipeline.Quantization.Tests;

public sealed class CalibrationSampleTests
{
    private static readonly string[] Labels = [.. Enumerable.Range(0, 100).Select(i => i < 90 ? "many" : i < 98 ? "some" : "few")];

    [Fact]
    public void Choose_TakesOfEveryClassAsMany_AsFarAsThereAre()
    {
        var chosen = CalibrationSample.Choose(Labels, 12, seed: 0);
        Assert.Equal(["few 2", "many 5", "some 5"],
            chosen.GroupBy(i => Labels[i]).Select(group => $"{group.Key} {group.Count()}").Order(StringComparer.Ordinal));
        Assert.Equal(chosen.Distinct().Order(), chosen);
    }

    [Fact]
    public void Choose_DependsOnTheSeedAlone()
    {
        Assert.Equal(CalibrationSample.Choose(Labels, 12, 1), CalibrationSample.Choose(Labels, 12, 1));
        Assert.NotEqual(CalibrationSample.Choose(Labels, 12, 1), CalibrationSample.Choose(Labels, 12, 2));
    }

    [Fact]
    public void Choose_MoreThanThereAre_TakesAll() => Assert.Equal(Enumerable.Range(0, 100), CalibrationSample.Choose(Labels, 1_000, 0));
}
