namespace MLPipeline.Training.Tests;

public class PixelNormalizerTests
{
    [Fact]
    public void Prepare_TreatsEachChannelByItself()
    {
        var normalizer = new PixelNormalizer(1, 2, [0.5f, 0, 1], [0.5f, 1, 2]);
        var prepared = new float[6];
        normalizer.Prepare([0, 51, 255, 255, 102, 0], default, prepared, 0);
        Assert.Equal([-1, 0.2f, 0, 1, 0.4f, -0.5f], prepared); // (p / 255 - mean) / deviation
    }

    [Fact]
    public void Constructor_RefusesListsThatDoNotFit()
    {
        Assert.Throws<ArgumentException>(() => new PixelNormalizer(1, 1, [0], [1, 1]));
        Assert.Throws<ArgumentException>(() => new PixelNormalizer(1, 1, [0], [0]));
        Assert.Throws<ArgumentException>(() => new PixelNormalizer(1, 1, [float.NaN], [1]));
        Assert.Throws<ArgumentException>(() => new PixelNormalizer(1, 1, [], []));
    }
}
