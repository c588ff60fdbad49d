namespace MLPipeline.Training.Tests.Augmentation;

public class ColorTests
{
    private const int Side = 16;

    private static readonly byte[] Noise = Pictures.Noise(Side, Side, 3);

    [Fact]
    public void Hue_ByAThird_PermutesTheChannels()
    {
        var third = Pictures.After(Noise, Side, Side, image => ColorOperations.TurnHue(image, 1.0 / 3));
        var back = Pictures.After(third, Side, Side, image => ColorOperations.TurnHue(image, -1.0 / 3));

        Assert.Equal(Noise.Chunk(3).SelectMany(pixel => new[] { pixel[2], pixel[0], pixel[1] }), third);
        Assert.Equal(Noise, back);
    }

    /// <summary>The way through HSV by the textbook (Smith 1978), in double.</summary>
    [Theory]
    [InlineData(0.05)]
    [InlineData(-0.21)]
    [InlineData(0.5)]
    public void Hue_ByAnyAngle_FollowsTheHexagon(double part) => Pictures.AssertRounded(
        [.. Noise.Chunk(3).SelectMany(pixel => TextbookHue(pixel, part))],
        Pictures.After(Noise, Side, Side, image => ColorOperations.TurnHue(image, part)));

    [Fact]
    public void BrightnessContrastSaturation_ScaleTheirDistances()
    {
        double Luminance(byte[] pixel) => (0.299 * pixel[0]) + (0.587 * pixel[1]) + (0.114 * pixel[2]);
        var mean = Noise.Chunk(3).Average(Luminance);
        double[] Limited(IEnumerable<double> values) => [.. values.Select(value => Math.Clamp(value, 0, 255))];

        foreach (var factor in new[] { 0, 0.6, 1, 1.7 })
        {
            Pictures.AssertRounded(Limited(Noise.Select(v => factor * v)), Pictures.After(Noise, Side, Side, image => ColorOperations.ScaleBrightness(image, factor)));
            Pictures.AssertRounded(Limited(Noise.Select(v => mean + (factor * (v - mean)))), Pictures.After(Noise, Side, Side, image => ColorOperations.ScaleContrast(image, factor)));
            Pictures.AssertRounded(
                Limited(Noise.Chunk(3).SelectMany(pixel => pixel.Select(v => Luminance(pixel) + (factor * (v - Luminance(pixel)))))),
                Pictures.After(Noise, Side, Side, image => ColorOperations.ScaleSaturation(image, factor)));
        }

        byte[] grey = [10, 20, 30, 40];
        Assert.Equal([25, 25, 25, 25], Pictures.After(grey, 2, 2, image => ColorOperations.ScaleContrast(image, 0)));
    }

    [Fact]
    public void Jitter_StaysWithinItsStrength_InAnyOrderOfSteps()
    {
        // Brightness alone: factors from 0.7 to 1.3 reach near both ends in 1,000 draws, never beyond.
        byte[] middle = [100, 100, 100];
        var values = Enumerable.Range(0, 1000)
            .Select(index => Pictures.After(middle, 1, 1, new ColorJitter { Brightness = 0.3, Contrast = 0, Saturation = 0, Hue = 0 }, index)[0]).ToArray();
        Assert.Equal((70, 130), (values.Min(), values.Max()));

        // Brightness 1.5 then contrast 0 is another image than contrast 0 then brightness 1.5 where values are limited; both orders occur.
        byte[] bright = [0, 250, 0, 250];
        var results = Enumerable.Range(0, 200).Select(index => Pictures.After(bright, 2, 2, new ColorJitter { Brightness = 0.5, Contrast = 1, Saturation = 0, Hue = 0 }, index)).ToArray();
        Assert.Contains(results, result => result.Max() == 255);
        Assert.Contains(results, result => result.Max() < 255);
    }

    [Theory]
    [InlineData(1, 0.3)]
    [InlineData(3, 1.0)]
    [InlineData(3, 4.2)]
    public void Blur_IsTheGaussianOfBothDirections(int channels, double deviation)
    {
        const int Height = 7, Width = 10;
        var pixels = Pictures.Noise(Height, Width, channels);
        var radius = (int)Math.Ceiling(3 * deviation);
        double Weight(int distance) => Math.Exp(-distance * distance / (2 * deviation * deviation));
        static int Mirror(int i, int n)
        {
            while (i < 0 || i >= n)
            {
                i = i < 0 ? -i : (2 * (n - 1)) - i;
            }

            return i;
        }

        var expected = new double[pixels.Length];
        var total = Enumerable.Range(-radius, (2 * radius) + 1).Sum(Weight);
        for (var i = 0; i < expected.Length; i++)
        {
            var (y, x, c) = (i / channels / Width, i / channels % Width, i % channels);
            for (var dy = -radius; dy <= radius; dy++)
            {
                for (var dx = -radius; dx <= radius; dx++)
                {
                    expected[i] += Weight(dy) * Weight(dx) / (total * total) * pixels[(((Mirror(y + dy, Height) * Width) + Mirror(x + dx, Width)) * channels) + c];
                }
            }
        }

        Pictures.AssertRounded(expected, Pictures.After(pixels, Height, Width, image => GaussianBlur.Blur(image, deviation)));
    }

    private static double[] TextbookHue(byte[] pixel, double part)
    {
        double value = pixel.Max(), chroma = pixel.Max() - pixel.Min();
        if (chroma == 0)
        {
            return [.. pixel.Select(v => (double)v)];
        }

        var hue = pixel[0] == pixel.Max() ? (pixel[1] - pixel[2]) / chroma : pixel[1] == pixel.Max() ? 2 + ((pixel[2] - pixel[0]) / chroma) : 4 + ((pixel[0] - pixel[1]) / chroma);
        hue = (hue + (6 * part) + 12) % 6;
        var (sector, rest) = ((int)hue, hue - (int)hue);
        var (p, q, t) = (value - chroma, value - (chroma * rest), value - (chroma * (1 - rest)));
        return sector switch
        {
            0 => [value, t, p],
            1 => [q, value, p],
            2 => [p, value, t],
            3 => [p, q, value],
            4 => [t, p, value],
            _ => [value, p, q],
        };
    }
}
