namespace MLPipeline.Imaging.Tests;

public sealed class PictureOverlayTests
{
    private static readonly Rgb Grey = new(100, 100, 100);

    [Fact]
    public void HeatMap_IsBrightestWhereTheHeatIs_AndFadesBetweenTheMiddlesOfItsCells()
    {
        var picture = Pictures.Plain(80, 40, Grey);
        var hot = picture.WithHeatMap([0, 1], width: 2, height: 1);

        // Cells of 40 pixels have their middles at 20 and 60: outside of these the colour is even, between them it rises.
        // Half of grey 100 and half of the scale's ends (8, 8, 48) and (252, 240, 150).
        Assert.Equal(new Rgb(54, 54, 74), hot[0, 0]);
        Assert.Equal(hot[0, 0], hot[19, 39]);
        Assert.Equal(new Rgb(176, 170, 125), hot[79, 20]);
        Assert.Equal(hot[79, 20], hot[60, 0]);
        var brightness = Enumerable.Range(19, 42).Select(x => Luminance(hot[x, 7])).ToArray();
        Assert.Equal(brightness.Order(), brightness);
        Assert.InRange(brightness[21], brightness[0] + 20, brightness[^1] - 20);
        Assert.Equal(Grey, picture[0, 0]); // untouched
    }

    [Fact]
    public void HeatMap_RowsAndColumnsAreNotMixedUp()
    {
        var hot = Pictures.Plain(60, 60, Grey).WithHeatMap([0, 0, 0, 0, 0, 1], width: 3, height: 2);
        Assert.True(Luminance(hot[58, 58]) > 150);
        Assert.All<(int X, int Y)>([(1, 1), (58, 1), (1, 58), (20, 58)], at => Assert.True(Luminance(hot[at.X, at.Y]) < 70, $"{at}"));
    }

    [Fact]
    public void HeatMap_OfWrongSizeOrWithoutNumbers_IsRefused()
    {
        var picture = Pictures.Plain(8, 8, Grey);
        var error = Assert.Throws<ArgumentException>(() => picture.WithHeatMap(new float[5], 3, 2));
        Assert.Contains("3 x 2 has 6 cells; there are 5", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => picture.WithHeatMap([float.NaN], 1, 1));
    }

    [Fact]
    public void Box_IsAFrameWithALabelInItsCorner()
    {
        var red = new Rgb(200, 0, 0);
        var boxed = Pictures.Plain(100, 60, Grey).WithBox(new PixelBox(10, 5, 80, 50), red, "dog");

        foreach (var (x, y) in (ReadOnlySpan<(int, int)>)[(10, 54), (89, 5), (89, 54), (11, 30), (88, 30), (50, 53)])
            Assert.Equal(red, boxed[x, y]);
        foreach (var (x, y) in (ReadOnlySpan<(int, int)>)[(9, 30), (90, 30), (12, 30), (87, 30), (50, 52), (50, 55)])
            Assert.Equal(Grey, boxed[x, y]);
        Assert.True(Enumerable.Range(10, 30).Any(x => boxed[x, 14] == Rgb.White), "the label's letters");
        Assert.Equal(red, boxed[14, 7]); // their ground, within the frame
    }

    [Fact]
    public void Box_BeyondThePicture_IsCutOff()
    {
        var boxed = Pictures.Plain(20, 20, Grey).WithBox(new PixelBox(-5, -5, 15, 100), new Rgb(0, 0, 200));
        Assert.Equal(new Rgb(0, 0, 200), boxed[9, 3]);
        Assert.Equal(Grey, boxed[0, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => boxed.WithBox(new PixelBox(0, 0, 0, 4), Rgb.Black));
    }

    private static int Luminance(Rgb colour) => ((299 * colour.R) + (587 * colour.G) + (114 * colour.B)) / 1000;
}
