namespace MLPipeline.Evaluation.Tests;

public class McNemarTestTests
{
    [Theory]
    [InlineData(0, 0, 1)] // nothing tells them apart
    [InlineData(3, 3, 1)] // twice the lower half with its middle is more than 1
    [InlineData(0, 1, 1)] // 2 · 1 / 2
    [InlineData(1, 5, 0.21875)] // 2 · (C(6,0) + C(6,1)) / 2⁶ = 2 · 7 / 64
    [InlineData(5, 1, 0.21875)]
    [InlineData(0, 6, 0.03125)] // 2 · 1 / 64
    [InlineData(2, 8, 0.109375)] // 2 · (1 + 10 + 45) / 1024
    public void PValue_IsTheBinomialOne(long a, long b, double expected) => Assert.Equal(expected, McNemarTest.Of(a, b).PValue, 1e-12);

    [Theory] // scipy 1.10.1: binomtest(a, a + b).pvalue
    [InlineData(35, 60, 0.013378703026003939)]
    [InlineData(700, 800, 0.01055925546671162)]
    [InlineData(4900, 5100, 0.046585527704947234)]
    public void PValue_OfManyImages_IsScipys(long a, long b, double expected) => Assert.Equal(expected, McNemarTest.Of(a, b).PValue, 1e-9);

    [Fact]
    public void Counts_BelowZero_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => McNemarTest.Of(-1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => McNemarTest.Of(1, -2));
    }
}
