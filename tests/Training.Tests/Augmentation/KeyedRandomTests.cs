namespace MLPipeline.Training.Tests.Augmentation;

public class KeyedRandomTests
{
    [Fact]
    public void Keys_ThatDifferInOnePart_DrawDifferentNumbers()
    {
        var firsts = new HashSet<ulong>();
        for (var part = 0; part < 4; part++)
        {
            for (var value = 1; value <= 1000; value++)
            {
                int At(int position) => position == part ? value : 0;
                Assert.True(firsts.Add(new KeyedRandom(At(0), At(1), At(2), At(3)).NextBits()), $"part {part}, value {value}");
            }
        }

        Assert.Equal(new KeyedRandom(1, 2, 3, 4).NextBits(), new KeyedRandom(1, 2, 3, 4).NextBits());
    }

    /// <summary>Neighbouring keys, which is what images have: first numbers in 16 cells of the square, 15 degrees of freedom, 37.70 is passed once in 1000.</summary>
    [Fact]
    public void FirstNumbers_OfNeighbouringKeys_AreUniformAndIndependent()
    {
        const int Draws = 16_000;
        var cells = new int[16];
        for (var item = 0; item < Draws; item++)
        {
            var random = new KeyedRandom(1, 0, item, 0);
            cells[(random.NextIndex(4) * 4) + (int)(random.NextDouble() * 4)]++;
        }

        Assert.InRange(cells.Sum(n => Math.Pow(n - (Draws / 16.0), 2) / (Draws / 16.0)), 0, 37.70);
    }

    /// <summary>Beta(a, a) has mean 1/2 and variance 1 / (4 (2a + 1)); bounds of four standard errors of 20,000 draws.</summary>
    [Theory]
    [InlineData(0.01)]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(5)]
    public void Beta_HasItsMeanAndVariance(double a)
    {
        const int Draws = 20_000;
        var random = new KeyedRandom(3, 0, 0, 0);
        var values = new double[Draws];
        for (var i = 0; i < Draws; i++)
        {
            values[i] = random.NextBeta(a);
        }

        var variance = 1 / (4 * ((2 * a) + 1));
        Assert.All(values, value => Assert.InRange(value, 0, 1));
        Assert.InRange(values.Average() - 0.5, -4 * Math.Sqrt(variance / Draws), 4 * Math.Sqrt(variance / Draws));
        // No distribution on [0, 1] squared deviations of which lie in [0, 1/4] has a larger error of their mean than 1 / (8 sqrt(n)).
        Assert.InRange(values.Average(value => (value - 0.5) * (value - 0.5)) - variance, -0.5 / Math.Sqrt(Draws), 0.5 / Math.Sqrt(Draws));
    }
}
