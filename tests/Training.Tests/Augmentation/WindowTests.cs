namespace MLPipeline.Training.Tests.Augmentation;

/// <summary>Random rectangles: cut out and scaled, or painted over.</summary>
public class WindowTests
{
    [Fact]
    public void ResizedCrop_Windows_KeepTheirAreaAndShape_AndReachAllOfTheImage()
    {
        const int Height = 120, Width = 90;
        var crop = new RandomResizedCrop { MinimumScale = 0.2, MaximumScale = 0.6 };
        var windows = Windows(index => Choose(crop, Height, Width, index)).ToArray();

        Assert.All(windows, window =>
        {
            Assert.True(window.Top >= 0 && window.Left >= 0 && window.Top + window.Height <= Height && window.Left + window.Width <= Width);
            AssertArea(window, 0.2 * Height * Width, 0.6 * Height * Width);
            // Both sides are rounded by at most a half.
            Assert.InRange(window.Width, (0.75 * (window.Height - 0.5)) - 0.5, ((window.Height + 0.5) * 4 / 3) + 0.5);
        });
        Assert.Equal((0, 0), (windows.Min(window => window.Top), windows.Min(window => window.Left)));
        Assert.Equal((Height, Width), (windows.Max(window => window.Top + window.Height), windows.Max(window => window.Left + window.Width)));
    }

    [Theory]
    [InlineData(300, 10, 143, 0, 13, 10)] // too high: 10 / (3/4) = 13 rows in the middle
    [InlineData(10, 300, 0, 143, 10, 13)]
    [InlineData(1, 1, 0, 0, 1, 1)]
    public void ResizedCrop_NoWindowFits_TakesTheMiddle(int height, int width, int top, int left, int windowHeight, int windowWidth)
    {
        var crop = new RandomResizedCrop { MinimumScale = 0.9, MaximumScale = 1 };

        Assert.Equal(new PixelWindow(top, left, windowHeight, windowWidth), Choose(crop, height, width, 0));
    }

    /// <summary>Enlarged, reduced, each along one axis, and from the middle of the image; the triangle evaluated in double for each pixel.</summary>
    [Theory]
    [InlineData(3, 12, 9, 20, 31)]
    [InlineData(3, 12, 9, 5, 4)]
    [InlineData(1, 12, 9, 30, 3)]
    [InlineData(3, 1, 1, 4, 4)]
    public void WindowScaler_IsTheAntialiasedTriangle(int channels, int windowHeight, int windowWidth, int height, int width)
    {
        const int ImageWidth = 14;
        var pixels = Pictures.Noise(17, ImageWidth, channels);
        var window = new PixelWindow(2, 3, windowHeight, windowWidth);
        double[] Weights(int i, int source, int length)
        {
            var (scale, center) = ((double)source / length, (i + 0.5) * source / length);
            var weights = Enumerable.Range(0, source).Select(k => Math.Max(0, 1 - (Math.Abs(k + 0.5 - center) / Math.Max(scale, 1)))).ToArray();
            return [.. weights.Select(weight => weight / weights.Sum())];
        }

        var expected =
            from y in Enumerable.Range(0, height)
            let rows = Weights(y, windowHeight, height)
            from x in Enumerable.Range(0, width)
            let columns = Weights(x, windowWidth, width)
            from c in Enumerable.Range(0, channels)
            select rows.Select((row, i) => row * columns.Select((column, j) => column * pixels[((((i + 2) * ImageWidth) + j + 3) * channels) + c]).Sum()).Sum();

        Pictures.AssertRounded([.. expected], Pictures.After(pixels, 17, ImageWidth, image => WindowScaler.Scale(image, window, height, width)));
    }

    [Fact]
    public void WindowScaler_ToTheSameSize_ChangesNothing()
    {
        var pixels = Pictures.Noise(9, 11, 3);

        Assert.Equal(pixels, Pictures.After(pixels, 9, 11, image => WindowScaler.Scale(image, new(0, 0, 9, 11), 9, 11)));
    }

    [Fact]
    public void Erasing_PaintsOneRectangleOfItsArea()
    {
        const int Side = 32;
        var erasing = new RandomErasing { Probability = 1, MinimumScale = 0.1, MaximumScale = 0.3 };
        var augmenter = new ImageAugmenter(new() { Transforms = [erasing] }, Side, Side, [0.2f, 0.4f, 0.6f], [1, 1, 1], seed: 1);
        var white = new byte[Side * Side * 3];
        Array.Fill(white, (byte)255);
        var target = new float[white.Length];
        for (var index = 0; index < 500; index++)
        {
            augmenter.Apply(white, Side, Side, 0, index, target);

            // Means of 51, 102 and 153 are whole bytes: exactly zero after normalisation, while white is 0.8, 0.6, 0.4.
            int[] painted = [.. Enumerable.Range(0, Side * Side).Where(i => target[3 * i] < 0.5f)];
            Assert.All(painted, i => Assert.True(Math.Abs(target[3 * i]) + Math.Abs(target[(3 * i) + 1]) + Math.Abs(target[(3 * i) + 2]) < 1e-6f));
            var (rows, columns) = (painted.Select(i => i / Side).Distinct().Count(), painted.Select(i => i % Side).Distinct().Count());
            Assert.Equal(rows * columns, painted.Length);
            AssertArea(new(0, 0, rows, columns), 0.1 * Side * Side, 0.3 * Side * Side);
        }
    }

    private static PixelWindow Choose(RandomResizedCrop crop, int height, int width, int index)
    {
        var random = new KeyedRandom(5, 0, index, 0);
        return crop.ChooseWindow(height, width, ref random);
    }

    private static IEnumerable<PixelWindow> Windows(Func<int, PixelWindow> choose) => Enumerable.Range(0, 2000).Select(choose);

    /// <summary>(h ± 1/2)(w ± 1/2) contains the area that was drawn.</summary>
    private static void AssertArea(PixelWindow window, double smallest, double largest)
    {
        Assert.True((window.Height + 0.5) * (window.Width + 0.5) >= smallest, $"{window} is smaller than {smallest}");
        Assert.True((window.Height - 0.5) * (window.Width - 0.5) <= largest, $"{window} is larger than {largest}");
    }
}
