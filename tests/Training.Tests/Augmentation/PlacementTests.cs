namespace MLPipeline.Training.Tests.Augmentation;

/// <summary>Transforms that move pixels.</summary>
public class PlacementTests
{
    private static readonly byte[] Numbered = [.. Enumerable.Range(1, 5 * 4 * 3).Select(i => (byte)i)]; // 5 rows of 4 pixels, no black

    /// <summary>
    /// Every result is the padded image, cut at exactly one of the 25 places, and the places are drawn evenly: 24 degrees of freedom, a
    /// chi-square above 51.18 comes once in 1000.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PadCrop_CutsThePaddedImage_EvenlyAtAllPlaces(bool reflect)
    {
        const int Draws = 5_000;
        var counts = new int[25];
        for (var index = 0; index < Draws; index++)
        {
            var result = Pictures.After(Numbered, 5, 4, new PadCrop { Padding = 2, Reflect = reflect }, index);
            counts[Assert.Single(Enumerable.Range(0, 25), place => result.SequenceEqual(Reference(place / 5, place % 5, reflect)))]++;
        }

        Assert.InRange(counts.Sum(n => Math.Pow(n - (Draws / 25.0), 2) / (Draws / 25.0)), 0, 51.18);
    }

    [Fact]
    public void PadCrop_MoreThanTheImage_IsBlackOrMirroredAgain()
    {
        for (var index = 0; index < 200; index++)
        {
            Assert.Equal(Numbered.Length, Pictures.After(Numbered, 5, 4, new PadCrop { Padding = 50 }, index).Length);
            Assert.DoesNotContain((byte)0, Pictures.After(Numbered, 5, 4, new PadCrop { Padding = 50, Reflect = true }, index));
        }
    }

    [Fact]
    public void Flips_MirrorWholePixels_HalfTheTime()
    {
        byte[] twoByTwo = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        Assert.Equal([4, 5, 6, 1, 2, 3, 10, 11, 12, 7, 8, 9], Pictures.After(twoByTwo, 2, 2, new HorizontalFlip { Probability = 1 }));
        Assert.Equal([7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6], Pictures.After(twoByTwo, 2, 2, new VerticalFlip { Probability = 1 }));
        Assert.Equal([2, 1, 4, 3], Pictures.After([1, 2, 3, 4], 2, 2, new HorizontalFlip { Probability = 1 }));
        Assert.Equal(twoByTwo, Pictures.After(twoByTwo, 2, 2, new HorizontalFlip { Probability = 0 }));

        // 2,000 tosses: 1000 with a standard deviation of 22.4; four of them.
        Assert.InRange(Enumerable.Range(0, 2000).Count(index => Pictures.After(twoByTwo, 2, 2, new HorizontalFlip(), index)[0] == 4), 911, 1089);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Rotation_ByQuarters_IsExact(int channels)
    {
        const int Side = 7;
        var pixels = Pictures.Noise(Side, Side, channels);
        byte[] Turned(double degrees) => Pictures.After(pixels, Side, Side, image => Rotation.Turn(image, degrees));

        // Counter-clockwise: the last column becomes the first row.
        byte[] quarter = [.. from y in Enumerable.Range(0, Side) from x in Enumerable.Range(0, Side) from c in Enumerable.Range(0, channels)
                             select pixels[(((x * Side) + Side - 1 - y) * channels) + c]];
        byte[] half = [.. from y in Enumerable.Range(0, Side) from x in Enumerable.Range(0, Side) from c in Enumerable.Range(0, channels)
                          select pixels[((((Side - 1 - y) * Side) + Side - 1 - x) * channels) + c]];
        Assert.Equal(pixels, Turned(0));
        Assert.Equal(quarter, Turned(90));
        Assert.Equal(half, Turned(180));
        Assert.Equal(half, Turned(-180));
    }

    [Theory]
    [InlineData(6, 9, 33)]
    [InlineData(8, 8, -71.5)]
    public void Rotation_ByAnyAngle_IsBilinear(int height, int width, double degrees)
    {
        var pixels = Pictures.Noise(height, width, 3);
        double At(int x, int y, int c) => x >= 0 && y >= 0 && x < width && y < height ? pixels[(((y * width) + x) * 3) + c] : 0;

        // A point at angle a (counter-clockwise, y up) comes from angle a - degrees.
        var expected = new List<double>();
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (right, up) = (x - ((width - 1) / 2.0), ((height - 1) / 2.0) - y);
                var (radius, angle) = (Math.Sqrt((right * right) + (up * up)), Math.Atan2(up, right) - (degrees * Math.PI / 180));
                var (fromX, fromY) = (((width - 1) / 2.0) + (radius * Math.Cos(angle)), ((height - 1) / 2.0) - (radius * Math.Sin(angle)));
                var (left, top) = ((int)Math.Floor(fromX), (int)Math.Floor(fromY));
                var (u, v) = (fromX - left, fromY - top);
                for (var c = 0; c < 3; c++)
                {
                    expected.Add(((1 - v) * (((1 - u) * At(left, top, c)) + (u * At(left + 1, top, c)))) + (v * (((1 - u) * At(left, top + 1, c)) + (u * At(left + 1, top + 1, c)))));
                }
            }
        }

        Pictures.AssertRounded([.. expected], Pictures.After(pixels, height, width, image => Rotation.Turn(image, degrees)));
    }

    private static byte[] Reference(int top, int left, bool reflect)
    {
        // The padded lines by hand: 5 rows and 4 columns with two more on each side, -1 for black.
        int[] rows = reflect ? [2, 1, 0, 1, 2, 3, 4, 3, 2] : [-1, -1, 0, 1, 2, 3, 4, -1, -1];
        int[] columns = reflect ? [2, 1, 0, 1, 2, 3, 2, 1] : [-1, -1, 0, 1, 2, 3, -1, -1];
        return [.. from y in rows.Skip(top).Take(5) from x in columns.Skip(left).Take(4) from c in Enumerable.Range(0, 3)
                   select y < 0 || x < 0 ? (byte)0 : Numbered[(((y * 4) + x) * 3) + c]];
    }
}
