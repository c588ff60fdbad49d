namespace MLPipeline.Training.Tests;

public sealed class PreparationTests
{
    [Fact]
    public void Luminance_WeighsTheNormalisedColours()
    {
        // (v / 255 - 0.5) / 0.5 of 255, 0, 51 is 1, -1, -0.6; 0.299 - 0.587 - 0.6 x 0.114 = -0.3564.
        var prepared = new LuminancePreparation(new PixelNormalizer(1, 1, [0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f]), workers: 1);
        var row = new float[1];
        prepared.Prepare([255, 0, 51], default, row, worker: 0);
        Assert.Equal(-0.3564f, row[0], 1e-6f);
    }

    [Fact]
    public void BlueFirst_ExchangesRedAndBlue()
    {
        var prepared = new BlueFirstPreparation(new PixelNormalizer(1, 2, [0, 0, 0], [1, 1, 1]));
        var row = new float[6];
        prepared.Prepare([255, 0, 51, 0, 255, 0], default, row, worker: 0);
        Assert.Equal([0.2f, 0, 1, 0, 1, 0], row);
    }

    [Fact]
    public void Augmented_WithoutChange_EqualsTheNormaliser_AndRefusesAnotherSeed()
    {
        var pixels = MemoryPixels.Bars(1, seed: 3);
        var plain = new PixelNormalizer(6, 6, [0.3f], [0.2f]);
        var augmented = new AugmentedPreparation(ImageAugmentation.Parse("flip:0"), pixels, 6, 6, [0.3f], [0.2f], seed: 7, workers: 2);
        var (expected, row) = (new float[36], new float[36]);
        plain.Prepare(pixels.Pixels(0, []), default, expected, worker: 0);
        augmented.Prepare(pixels.Pixels(0, []), new ImageOccurrence(7, 4, 0), row, worker: 1);
        for (var i = 0; i < row.Length; i++) Assert.Equal(expected[i], row[i], 1e-5f);
        Assert.Throws<ArgumentOutOfRangeException>(() => augmented.Prepare(pixels.Pixels(0, []), new ImageOccurrence(8, 4, 0), row, worker: 1));
    }
}
