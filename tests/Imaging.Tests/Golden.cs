namespace MLPipeline.Imaging.Tests;

/// <summary>The files that <c>Golden/make_golden.py</c> made with Pillow.</summary>
internal static class Golden
{
    public static byte[] Read(string name) => File.ReadAllBytes(Repository.PathOf("tests", "Imaging.Tests", "Golden", name));

    public static RgbImage Decode(string name) => ImageDecoder.Decode(Read(name));
}

internal static class Compare
{
    /// <summary>Asserts equal size, and no channel of any pixel further apart than <paramref name="largest"/>.</summary>
    public static void Near(RgbImage expected, RgbImage actual, int largest, double mean = 255)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        var differences = expected.Pixels.Zip(actual.Pixels, (a, b) => Math.Abs(a - b)).ToArray();
        Assert.True(differences.Max() <= largest, $"largest difference {differences.Max()}, mean {differences.Average():F3}; allowed {largest}");
        Assert.True(differences.Average() <= mean, $"mean difference {differences.Average():F3}; allowed {mean}");
    }
}
