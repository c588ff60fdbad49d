namespace MLPipeline.Training.Tests.Augmentation;

/// <summary>Small images <c>[H, W, C]</c> and the working image around them.</summary>
internal static class Pictures
{
    public static byte[] Noise(int height, int width, int channels, int seed = 1)
    {
        var pixels = new byte[height * width * channels];
        new Random(seed).NextBytes(pixels);
        return pixels;
    }

    public static WorkingImage Load(byte[] pixels, int height, int width)
    {
        var image = new WorkingImage(height, width, new byte[pixels.Length / (height * width)]);
        image.Load(pixels, height, width);
        return image;
    }

    /// <summary>What a change with given numbers makes of the pixels.</summary>
    public static byte[] After(byte[] pixels, int height, int width, Action<WorkingImage> change)
    {
        var image = Load(pixels, height, width);
        change(image);
        return image.Pixels.ToArray();
    }

    /// <summary>What a transform makes of the pixels, with the numbers of image <paramref name="index"/>.</summary>
    public static byte[] After(byte[] pixels, int height, int width, ImageTransform transform, int index = 0)
    {
        var random = new KeyedRandom(7, 0, index, 0);
        return After(pixels, height, width, image => transform.Apply(image, ref random));
    }

    /// <summary>Single precision and a reference in double may fall on different sides of a half: one grey level apart at most, and rarely.</summary>
    public static void AssertRounded(double[] expected, byte[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < actual.Length; i++)
        {
            Assert.InRange(actual[i] - expected[i], -0.5001, 0.5001);
        }
    }
}
